import { indexTemplate } from '../../src/telemetry/log-shipping/index-template.js';
import { labelPolicy } from '../../src/telemetry/log-shipping/label-policy.js';
import { toJsonFile, type GeneratedFile } from '../generated-file.js';

/** What log stores have to know of the lines. */
export function generateLogs(): readonly GeneratedFile[] {
  return [
    toJsonFile('logs/elasticsearch/index-template.json', indexTemplate()),
    toJsonFile('logs/loki/label-policy.json', labelPolicy()),
  ];
}
