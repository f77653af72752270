/** Every number and address that rules, dashboards and Alertmanager share. */

/** Clicks in flight: drawn first, alerted next, refused last (the API's default cap). */
export const DEPTH = { drawn: 4000, alerted: 4500, cap: 5000 } as const;

/** Where alerts begin, drawn as lines in the panels of what they look at. */
export const THRESHOLDS = {
  /** Failed attempts a second. */
  workerFailures: 5,
  /** Age of the oldest click that no worker has finished. */
  lagSeconds: 5,
  /** Share of its own limit above which a worker counts as held by it. */
  heldShare: 0.9,
  /** Share of the clicks that one bucket refuses. */
  refusedShare: 0.05,
  /** Share of the requests of clients that are refused for one fault of their tokens. */
  tokenRejectedShare: 0.05,
  redisP95Ms: 100,
  /** Shares of Redis' maxmemory: the default marks of the memory guard. */
  redisMemory: { alerted: 0.65, closed: 0.75 },
  ledgerP95Seconds: 0.5,
  /** Includes the 50 ms between two samples. */
  eventLoopLagP99Seconds: 0.25,
  /** Age of the last comparison of Redis and ledger. */
  conservationAgeSeconds: 600,
  /** Age of the oldest open dead letter. */
  deadLetterAgeSeconds: 86_400,
} as const;

/** Where log lines can be read; the names are those of Grafana's types of data source. */
export const LOG_STORES = ['loki', 'elasticsearch'] as const;
export type LogStore = (typeof LOG_STORES)[number];

/**
 * Where the links in alerts lead. For a laptop; `npm run generate` takes others by `--runbooks-url`, `--dashboards-url`,
 * `--logs-url` and `--logs`.
 */
export type Links = {
  readonly runbooks: string;
  /** What follows a runbook's name, where they are served as files. */
  readonly runbookEnding?: string;
  readonly dashboards: string;
  /** Grafana's Explore. */
  readonly logs: string;
  readonly logStore: LogStore;
};
export const LOCAL_LINKS: Links = {
  runbooks: 'http://127.0.0.1:8080/docs/runbooks',
  dashboards: 'http://127.0.0.1:3000/d',
  logs: 'http://127.0.0.1:3000/explore',
  logStore: 'loki',
};

export const runbookUrl = ({ runbooks, runbookEnding = '' }: Links, name: string): string => `${runbooks}/${name}${runbookEnding}`;

/** Prometheus' label `job` of each kind of process. */
export const JOBS = { api: 'mining-click-api', worker: 'mining-click-worker' } as const;

/** The jobs of what watches them, which Prometheus reads too. */
export const MONITORING_JOBS = { prometheus: 'prometheus', alertmanager: 'alertmanager' } as const;

/** The dashboards' fixed uids, which are also the last part of their addresses. */
export const DASHBOARDS = {
  overview: 'mining-click-overview',
  queueAndWorkers: 'mining-click-queue',
  stores: 'mining-click-stores',
  slosAndAlerts: 'mining-click-slos',
  processes: 'mining-click-processes',
  logs: 'mining-click-logs',
} as const;

/** Those for queues of others, which `mining-clicks rules` writes. */
export const QUEUE_DASHBOARDS = { queues: 'bullmq-queues', exporter: 'bullmq-exporter' } as const;

export type DashboardName = keyof typeof DASHBOARDS | keyof typeof QUEUE_DASHBOARDS;
export const dashboardUid = (name: DashboardName): string => ({ ...DASHBOARDS, ...QUEUE_DASHBOARDS })[name];

/** Fixed uids of Grafana's data sources, so that dashboards and links find them. */
export const DATA_SOURCES = {
  prometheus: 'mining-click-prometheus',
  loki: 'mining-click-loki',
  elasticsearch: 'mining-click-elasticsearch',
  tempo: 'mining-click-tempo',
} as const;

/** Seconds between two scrapes, and between two evaluations, of the Prometheus that `up` runs. */
export const SCRAPE_SECONDS = 5;
