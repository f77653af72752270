import type { Redis } from 'ioredis';
import { Pool } from 'undici';
import { DEPTH, SCRAPE_SECONDS, THRESHOLDS } from '../../observability/config.js';
import { createAlertHistory } from '../console/alert-history.js';
import { createAlertmanager } from '../console/alertmanager-client.js';
import { createAlerts, OUR_ALERT } from '../console/alerts.js';
import { createDashboardQueries } from '../console/dashboard-queries.js';
import { createHealth } from '../console/health.js';
import { createJsonClient, createNoClient, type AskJson, type JsonServer } from '../console/json-client.js';
import type { AskLogs } from '../console/log-query.js';
import type { ConsoleFacts, LogSource, Measured } from '../console/measured.js';
import { createOverview } from '../console/overview.js';
import { createPrometheus } from '../console/prometheus-client.js';
import { createRunbooks } from '../console/runbooks.js';
import { createSilences } from '../console/silences.js';
import { withDeadline } from '../redis/deadline.js';
import { readRedisGuarantees } from '../redis/redis-guarantees.js';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { readAlertRules } from './read-alert-rules.js';
import { readDashboards } from './read-dashboards.js';
import { readVersion } from './version.js';

export type MeasuredSettings = {
  readonly MINING_PROMETHEUS_URL?: string | undefined;
  readonly MINING_ALERTMANAGER_URL?: string | undefined;
  readonly MINING_CONSOLE_LOGS_FOLDER?: string | undefined;
  readonly MINING_LOG_LOKI_URL?: string | undefined;
  readonly MINING_LOG_ELASTICSEARCH_URL?: string | undefined;
  readonly MINING_DURABILITY: ConsoleFacts['durability']['promised'];
  readonly MINING_QUEUE_MAX_DEPTH: number;
};

export type MeasuredStores = { readonly redis: Redis; readonly pingMongodb: () => Promise<unknown>; readonly askLogs: AskLogs; readonly runbooks: ReadonlyMap<string, string> };

/** Requests to one server that run at once; those beyond wait for their turn. */
const AT_ONCE = 8;
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;
/** Milliseconds that a store has for a sign of life. */
const PING_MS = 1000;
/** And Prometheus and Alertmanager, where only that is asked. */
const QUICK_MS = 3000;
/** The objective of acceptance, and how many times faster than it allows somebody is woken: docs/slos.md. */
const FAULTS_ALLOWED = 0.001;
const URGENT = 14.4;

/** Opens what the console measures by; `close` ends its connections. */
export function openMeasured(settings: MeasuredSettings, { redis, pingMongodb, askLogs, runbooks }: MeasuredStores): { readonly measured: Measured; close(): Promise<void> } {
  const servers = [openServer('Prometheus', 'MINING_PROMETHEUS_URL', settings), openServer('Alertmanager', 'MINING_ALERTMANAGER_URL', settings)] as const;
  const prometheus = createPrometheus(servers[0].ask);
  const alertmanager = createAlertmanager(servers[1].ask);
  const dashboards = readDashboards();
  const queries = createDashboardQueries({ dashboards, prometheus, askLogs, scrapeSeconds: SCRAPE_SECONDS });
  // Whether a part runs is to be told before somebody who is on call gives up.
  const quickly = { queries: createDashboardQueries({ dashboards, prometheus: createPrometheus(servers[0].askQuickly), askLogs, scrapeSeconds: SCRAPE_SECONDS }), alertmanager: createAlertmanager(servers[1].askQuickly) };
  const facts = createFacts(settings, redis);
  const known = { prometheus: servers[0].isSet, alertmanager: servers[1].isSet };
  const pings = { redis: () => withDeadline(redis.ping(), PING_MS), mongodb: () => withDeadline(pingMongodb(), PING_MS) };
  const limits = { throttled: THRESHOLDS.refusedShare, faultsAllowed: FAULTS_ALLOWED, faultsUrgent: FAULTS_ALLOWED * URGENT };
  const names = [...runbooks.keys()];
  const { now } = Date;
  const measured: Measured = {
    facts,
    health: createHealth({ dashboards, ...quickly, pings, known, version: readVersion(), now }),
    listDashboards: () => ({ dashboards: dashboards.list.map(({ uid, title, description, tags }) => ({ uid, title, description, tags })) }),
    findDashboard: (uid) => {
      const value = dashboards.find(uid);
      return value ? { kind: 'answered', value } : { kind: 'dashboard-not-found', why: 'there is no dashboard with this uid' };
    },
    ask: queries.ask,
    askExemplars: queries.askExemplars,
    listValues: queries.listValues,
    overview: createOverview({ dashboards, queries, prometheus, scrapeSeconds: SCRAPE_SECONDS, depth: depthOf(settings), limits }),
    alerts: createAlerts({ prometheus, alertmanager, now }),
    alertHistory: createAlertHistory(prometheus, now),
    ...createSilences({ alertmanager, alerts: new Set(names.filter((name) => OUR_ALERT.test(name))), now }),
    ...createRunbooks({ texts: runbooks, alerts: readAlertRules(), prometheus, now }),
  };
  return { measured, close: async () => void (await Promise.all(servers.map(({ close }) => close()))) };
}

type OpenServer = { readonly ask: AskJson; readonly askQuickly: AskJson; readonly isSet: boolean; close(): Promise<void> };

function openServer(name: JsonServer['name'], setting: 'MINING_PROMETHEUS_URL' | 'MINING_ALERTMANAGER_URL', settings: MeasuredSettings): OpenServer {
  const url = settings[setting];
  if (url === undefined) return { ask: createNoClient(name, setting), askQuickly: createNoClient(name, setting), isSet: false, close: () => Promise.resolve() };
  const dispatcher = new Pool(new URL(url).origin, { connections: AT_ONCE, maxResponseSize: LARGEST_ANSWER_BYTES });
  const server = { name, url, dispatcher };
  return { ask: createJsonClient(server), askQuickly: createJsonClient({ ...server, withinMs: QUICK_MS }), isSet: true, close: () => dispatcher.destroy() };
}

function createFacts(settings: MeasuredSettings, redis: Redis): Measured['facts'] {
  const version = readVersion();
  return async () => ({
    version,
    now: Date.now(),
    queue: QUEUE_NAME,
    durability: { promised: settings.MINING_DURABILITY, real: await withDeadline(readRedisGuarantees(redis), PING_MS).then(({ durability }) => durability, () => 'unknown' as const) },
    prometheus: settings.MINING_PROMETHEUS_URL !== undefined,
    alertmanager: settings.MINING_ALERTMANAGER_URL !== undefined,
    logs: logSourceOf(settings),
    depth: depthOf(settings),
  });
}

const depthOf = ({ MINING_QUEUE_MAX_DEPTH: cap }: MeasuredSettings): ConsoleFacts['depth'] => ({ drawn: DEPTH.drawn, warning: DEPTH.alerted, cap });

function logSourceOf(settings: MeasuredSettings): LogSource {
  if (settings.MINING_CONSOLE_LOGS_FOLDER) return 'folder';
  if (settings.MINING_LOG_LOKI_URL) return 'loki';
  return settings.MINING_LOG_ELASTICSEARCH_URL ? 'elasticsearch' : 'none';
}
