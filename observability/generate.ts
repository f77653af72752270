import { generateGrafana } from './dashboards/generate-grafana.js';
import { generateAlertmanager } from './generate-alertmanager.js';
import { generatePrometheus } from './generate-prometheus.js';
import { generateLogs } from './logs/generate-logs.js';
import type { Links } from './config.js';
import type { GeneratedFile } from './generated-file.js';

/** Everything below observability/generated/; the same links give the same bytes. */
export function generateFiles(links: Links): readonly GeneratedFile[] {
  return [...generatePrometheus(links), ...generateAlertmanager(), ...generateGrafana(links), ...generateLogs()];
}
