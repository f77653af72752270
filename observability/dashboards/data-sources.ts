import { DATA_SOURCES, SCRAPE_SECONDS, type Links } from '../config.js';
import { toYamlFile, type GeneratedFile } from '../generated-file.js';
import { ALL_JOBS } from '../log-queries/log-query.js';
import { toLogql } from '../log-queries/print-logql.js';
import { toLucene } from '../log-queries/print-lucene.js';
import { linesOfLastDay } from './log-links.js';

/** The names under which they are provisioned. */
export const DATA_SOURCE_NAMES = {
  prometheus: 'Mining clicks Prometheus',
  loki: 'Mining clicks Loki',
  elasticsearch: 'Mining clicks Elasticsearch',
  tempo: 'Mining clicks Tempo',
} as const satisfies Record<keyof typeof DATA_SOURCES, string>;

/** What Grafana puts in place of it; the second dollar keeps it from being taken for a variable of the environment. */
const VALUE = '$${__value.raw}';
/** In lines of the API, and the first of those in lines of the worker. */
const CLICK_ID = '"clickIds?":\\[?"(c[0-9a-f]{40})"';
const TRACE_ID = '"traceIds?":\\[?"([0-9a-f]{32})"';

const CLICK_STATUS = { url: '${MINING_CLICKS_URL}/api/mining/clicks/' + VALUE, urlDisplayLabel: 'Status of the click' };
const TRACE = { url: VALUE, datasourceUid: DATA_SOURCES.tempo, urlDisplayLabel: 'Trace' };
/** Not a query of Explore: from a derived field Grafana hands one to Loki under a name that Loki's data source does not read. */
const CLICK_LINES = { url: linesOfLastDay(VALUE), urlDisplayLabel: 'All lines of the click, last 24 hours' };

/** Explains most codes by itself, and leads on for the rest. */
function runbookOf({ runbooks }: Links) {
  return { url: `${runbooks}/MiningWorkerFailures`, urlDisplayLabel: 'Runbook' };
}

type DataSource = { readonly jsonData: object; readonly isDefault?: boolean };

function dataSource(type: keyof typeof DATA_SOURCES, { jsonData, isDefault = false }: DataSource) {
  const url = `\${${type.toUpperCase()}_URL}`;
  return { name: DATA_SOURCE_NAMES[type], uid: DATA_SOURCES[type], type, access: 'proxy', url, isDefault, editable: false, jsonData };
}

const PROMETHEUS = dataSource('prometheus', {
  isDefault: true,
  jsonData: {
    httpMethod: 'POST',
    prometheusType: 'Prometheus',
    timeInterval: `${SCRAPE_SECONDS}s`,
    exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: DATA_SOURCES.tempo, urlDisplayLabel: 'Trace' }],
  },
});

const loki = (links: Links) => dataSource('loki', {
  jsonData: {
    maxLines: 1000,
    derivedFields: [
      { name: 'trace', matcherRegex: TRACE_ID, ...TRACE },
      { name: 'click', matcherRegex: CLICK_ID, ...CLICK_LINES },
      { name: 'status', matcherRegex: CLICK_ID, ...CLICK_STATUS },
      { name: 'runbook', matcherRegex: '"errorCode":"([A-Z_]+)"', ...runbookOf(links) },
    ],
  },
});

const elasticsearch = (links: Links) => dataSource('elasticsearch', {
  jsonData: {
    index: 'mining-click-*',
    timeField: '@timestamp',
    logMessageField: 'message',
    logLevelField: 'level',
    maxConcurrentShardRequests: 5,
    dataLinks: [
      { field: 'traceId', ...TRACE },
      { field: 'clickId', ...CLICK_STATUS },
      { field: 'errorCode', ...runbookOf(links) },
    ],
  },
});

const tempo = ({ logStore }: Links) => dataSource('tempo', {
  jsonData: {
    tracesToLogsV2: {
      datasourceUid: DATA_SOURCES[logStore],
      spanStartTimeShift: '-1m',
      // A click may wait in the queue for a while before a worker takes it.
      spanEndTimeShift: '10m',
      customQuery: true,
      query: (logStore === 'loki' ? toLogql : toLucene)({ job: ALL_JOBS, contains: '$${__trace.traceId}' }, 'any'),
    },
  },
});

function toFile(path: string, source: object, ...comments: readonly string[]): GeneratedFile {
  return toYamlFile(path, [{ key: 'apiVersion', value: 1 }, { comments, key: 'datasources', value: [source] }]);
}

const REMOVABLE = 'Without such a server the source has no address and answers nothing: remove this file, or leave it.';
const CLICKS_URL = 'MINING_CLICKS_URL is where a browser reaches the API; the status of a click needs the token of its user.';

/** Grafana's data sources, a file each: whoever lacks one of the servers removes its file. */
export function generateDataSources(links: Links): readonly GeneratedFile[] {
  return [
    toFile(
      'grafana/provisioning/datasources/mining-clicks.yaml',
      PROMETHEUS,
      'PROMETHEUS_URL comes from the environment of Grafana.',
      'timeInterval is the interval of the scrapes: $__rate_interval is at least four of them.',
      'Exemplars lead to traces; without Tempo there are none.',
    ),
    toFile('grafana/provisioning/datasources/loki.yaml', loki(links), REMOVABLE, 'LOKI_URL comes from the environment of Grafana.', CLICKS_URL),
    toFile('grafana/provisioning/datasources/elasticsearch.yaml', elasticsearch(links), REMOVABLE, 'ELASTICSEARCH_URL comes from the environment of Grafana.', CLICKS_URL),
    toFile('grafana/provisioning/datasources/tempo.yaml', tempo(links), REMOVABLE, 'TEMPO_URL comes from the environment of Grafana.'),
  ];
}
