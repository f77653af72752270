import { PROBLEMS, type ProblemName } from '../http/problems.js';
import type { ProcessName } from './metric-definition.js';

/** Every status that a posted click can be answered with, as text: alone, or as one of many. */
export const CLICK_STATUSES = [
  '200',
  '202',
  '400',
  '401',
  '403',
  '408',
  '413',
  '415',
  '422',
  '429',
  '431',
  '500',
  '503',
] as const;
export type ClickStatusText = (typeof CLICK_STATUSES)[number];

type AnswerStatus = 200 | 202 | 204 | (typeof PROBLEMS)[ProblemName]['status'];
export type AnswerStatusText = `${AnswerStatus}`;
const answerStatuses = new Set<AnswerStatus>([200, 202, 204, ...Object.values(PROBLEMS).map(({ status }) => status)]);

/** Every status that any request can be answered with, as text. */
export const ANSWER_STATUSES: readonly AnswerStatusText[] = [...answerStatuses].sort().map((status) => `${status}` as const);

/** HTTP methods that the metrics tell apart; a client can invent others. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other'] as const;
export type MethodName = (typeof METHODS)[number];

/** The Lua scripts of this project, which Redis only knows by their digests. */
export const SCRIPT_NAMES = [
  'admitClicks',
  'takeTokens',
  'takeBatch',
  'finishBatch',
  'noteBatches',
  'reapBatches',
  'locateClick',
  'listBatches',
  'readClick',
  'findTraced',
  'readQueue',
  'readMinutes',
  'readMemory',
  'beginEpoch',
] as const;

/** What `redis_latency_ms` tells apart: our scripts, BullMQ's (all `evalsha`), and the plain commands that we send. */
export const REDIS_COMMANDS = [...SCRIPT_NAMES, 'evalsha', 'config', 'hset', 'info', 'ping', 'other'] as const;
export type RedisCommandName = (typeof REDIS_COMMANDS)[number];

/** What is read when the metrics are asked for. */
export const COLLECT_SOURCES = ['queue', 'process'] as const;
export type CollectSource = (typeof COLLECT_SOURCES)[number];

/** Why a click was not admitted, or a replay or read not answered: which bucket was empty, or what stood in the way. */
export const REFUSAL_REASONS = [
  'global-limit',
  'user-limit',
  'ip-limit',
  'read-limit',
  'queue-full',
  'overloaded',
  'draining',
  'memory-guard',
  'redis-forgot',
  'redis-unavailable',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The stores that every process needs. */
export const DEPENDENCIES = ['redis', 'mongodb'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

/** Where log lines can be sent to. */
export const SINKS = ['loki', 'elasticsearch'] as const;
export type SinkName = (typeof SINKS)[number];

/** Why a span was dropped: too many waited, or the receiver did not take it. */
export const SPAN_DROP_REASONS = ['full', 'failed'] as const;
export type SpanDropReason = (typeof SPAN_DROP_REASONS)[number];

/** What is timed of a transaction: all of it, and the commit at its end. */
export const TRANSACTION_PHASES = ['all', 'commit'] as const;

/** Where a click is posted, and where many are; their answers are the ones that `mining_click_requests_total` counts. */
export const CLICK_ENDPOINT = '/api/mining/click';
export const CLICKS_ENDPOINT = '/api/mining/clicks';
/** `route` and `endpoint` of requests that no route took. */
export const UNMATCHED = 'unmatched';
/** What machines ask every few seconds. */
export const POLLED: ReadonlySet<string> = new Set(['/api/metrics', '/metrics', '/livez', '/readyz']);
const MINING_PREFIX = '/api/mining/';
/** What persons ask for through the console: each prefix is one endpoint, or every view would bring series of its own. */
const SHARED_ENDPOINTS = [['/api/admin/', '/api/admin/*'], ['/console', '/console/*']] as const;

/** The label `endpoint` of a route's template; log lines keep the template. */
export function endpointLabelOf(template: string): string {
  return SHARED_ENDPOINTS.find(([prefix]) => template.startsWith(prefix))?.[1] ?? template;
}

/** The label `route` of an endpoint. All mining routes share one value, literally, which the dashboards select. */
export function routeOf(endpoint: string): string {
  return endpoint.startsWith(MINING_PREFIX) ? `${MINING_PREFIX}*` : endpoint;
}

type DocumentedEndpoint = {
  readonly process: readonly ProcessName[];
  readonly method: MethodName;
  readonly endpoint: string;
  readonly statuses: readonly AnswerStatusText[];
};

const READ_STATUSES: readonly AnswerStatusText[] = ['200', '400', '401', '403', '404', '429', '500', '503'];
/** Each of many clicks has a status of its own in the body of a 200. */
const CLICKS_STATUSES: readonly AnswerStatusText[] = ['200', '400', '401', '403', '408', '413', '415', '500', '503'];

/** A person asks now and then, and nobody looks at the rate: only the good answer is there from the start. */
const ADMIN_STATUSES: readonly AnswerStatusText[] = ['200'];

/** Of `MINING_METRICS_ACCESS` only `token` refuses any. */
const METRICS_STATUSES: readonly AnswerStatusText[] = ['200', '401', '403', '503'];

const DOCUMENTED_ENDPOINTS: readonly DocumentedEndpoint[] = [
  // 431 is missing: headers that are too large are refused before anybody knows the route.
  { process: ['api'], method: 'POST', endpoint: CLICK_ENDPOINT, statuses: CLICK_STATUSES.filter((status) => status !== '431') },
  { process: ['api'], method: 'POST', endpoint: CLICKS_ENDPOINT, statuses: CLICKS_STATUSES },
  { process: ['api'], method: 'GET', endpoint: '/api/mining/click/status', statuses: READ_STATUSES },
  { process: ['api'], method: 'GET', endpoint: '/api/mining/clicks/:clickId', statuses: READ_STATUSES },
  { process: ['api'], method: 'GET', endpoint: '/api/mining/account', statuses: ['200', '401', '403', '429', '500', '503'] },
  { process: ['api'], method: 'GET', endpoint: '/api/admin/*', statuses: ADMIN_STATUSES },
  { process: ['api'], method: 'POST', endpoint: '/api/admin/*', statuses: ADMIN_STATUSES },
  { process: ['api'], method: 'GET', endpoint: '/console/*', statuses: ADMIN_STATUSES },
  { process: ['api'], method: 'GET', endpoint: '/docs/runbooks/:name', statuses: ['200', '404'] },
  { process: ['api'], method: 'GET', endpoint: '/docs/openapi.json', statuses: ['200'] },
  { process: ['api'], method: 'GET', endpoint: '/docs/problems/:name', statuses: ['200', '404'] },
  { process: ['api', 'worker', 'exporter'], method: 'GET', endpoint: '/api/metrics', statuses: METRICS_STATUSES },
  { process: ['exporter'], method: 'GET', endpoint: '/metrics', statuses: METRICS_STATUSES },
  { process: ['api', 'exporter'], method: 'GET', endpoint: '/livez', statuses: ['200'] },
  { process: ['worker'], method: 'GET', endpoint: '/livez', statuses: ['200', '503'] },
  { process: ['api', 'worker', 'exporter'], method: 'GET', endpoint: '/readyz', statuses: ['200', '503'] },
];

/** The series of `http_request_duration_seconds` for every documented answer of a process. */
export function documentedAnswers(process: ProcessName) {
  return endpointsOf(process).flatMap(({ endpoint, method, statuses }) =>
    statuses.map((status) => ({ route: routeOf(endpoint), endpoint, method, status })),
  );
}

/**
 * Most label sets of `http_request_duration_seconds`: each route with its method (HEAD comes with GET), and what no route
 * took with any method; each of them with any status.
 */
export function mostAnswers(process: ProcessName): number {
  const routed = endpointsOf(process).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return (routed.length + METHODS.length) * ANSWER_STATUSES.length;
}

function endpointsOf(process: ProcessName): readonly DocumentedEndpoint[] {
  return DOCUMENTED_ENDPOINTS.filter((documented) => documented.process.includes(process));
}
