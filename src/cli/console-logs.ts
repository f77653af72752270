import { createElasticsearchLogQuery } from '../console/elasticsearch-log-query.js';
import { createElasticsearchLogs } from '../console/elasticsearch-logs.js';
import { createFolderLogQuery } from '../console/folder-log-query.js';
import { createFolderLogs } from '../console/folder-logs.js';
import type { ReadLogs } from '../console/found.js';
import { readNoLogs } from '../console/log-lines.js';
import { askNoLogs, type AskLogs } from '../console/log-query.js';
import { createLokiLogQuery } from '../console/loki-log-query.js';
import { createLokiLogs } from '../console/loki-logs.js';
import { searchUrl } from '../telemetry/log-shipping/elasticsearch.js';
import { queryUrl } from '../telemetry/log-shipping/loki.js';
import { openHttpSender } from './log-shipping/http-sender.js';
import { shippingSettingsOf } from './log-shipping/shipping-settings.js';

/** Of log files, for one question. */
const FILES = { mostBytes: 64 * 1024 * 1024, withinMs: 3000 };

type LogPlaces = Parameters<typeof shippingSettingsOf>[0] & { readonly MINING_CONSOLE_LOGS_FOLDER?: string | undefined };

export type OpenLogs = { readonly readLogs: ReadLogs; readonly askLogs: AskLogs };

/** Where log lines are read from: the folder that is named, else where they are sent to. A long question keeps none about a click waiting. */
export function openLogs(settings: LogPlaces): OpenLogs {
  const { MINING_CONSOLE_LOGS_FOLDER: folder } = settings;
  const files = { ...FILES, folder: folder ?? '', clock: () => performance.now() };
  if (folder) return { readLogs: createFolderLogs(files), askLogs: createFolderLogQuery(files) };
  const { receivers = {}, ca } = shippingSettingsOf(settings, '') ?? {};
  const { loki, elasticsearch } = receivers;
  if (loki) {
    const [open, url] = [() => openHttpSender(loki, { gzip: false, ca }), queryUrl(loki.url)];
    return { readLogs: createLokiLogs(open(), { url, now: Date.now }), askLogs: createLokiLogQuery(open(), { url }) };
  }
  if (elasticsearch) {
    const [open, url] = [() => openHttpSender(elasticsearch, { gzip: false, ca }), searchUrl(elasticsearch.url)];
    return { readLogs: createElasticsearchLogs(open(), { url }), askLogs: createElasticsearchLogQuery(open(), { url }) };
  }
  return { readLogs: readNoLogs, askLogs: askNoLogs };
}
