import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { PROBLEMS, type ProblemName } from '../../http/problems.js';
import type { ManyClicks, RequestLogContext } from '../../http/request-context.js';
import {
  ANSWER_STATUSES,
  CLICK_ENDPOINT,
  CLICK_STATUSES,
  CLICKS_ENDPOINT,
  endpointLabelOf,
  METHODS,
  POLLED,
  routeOf,
  UNMATCHED,
  type MethodName,
} from '../label-values.js';
import type { LogLevel, Log } from '../logger.js';
import type { Metrics } from '../registry.js';
import { roundMs } from '../round-ms.js';
import type { RequestTraces } from '../with-traces/http.js';
import { watchRequests } from './request-watch.js';

/** A worker's metrics lack the counter of clicks. */
export type HttpMetrics = Pick<Metrics<'api' | 'worker'>, 'httpRequestDuration'> &
  Partial<Pick<Metrics<'api'>, 'clickRequests'>>;

export type HttpTelemetry = {
  /** To be registered on the root instance, after the hook that sets `clickLog`. */
  readonly plugin: FastifyPluginCallback;
  /** Tells of a depth that was read elsewhere, for the lines of requests that have no admission. */
  noteDepth(depth: number): void;
};

type Answer = {
  readonly method: string;
  readonly endpoint: string;
  readonly status: number;
  readonly durationMs: number;
  readonly clientIp: string | null;
  readonly problem: ProblemName | undefined;
};

/**
 * Counts and times every request, and writes one line about it.
 *
 * The latency keeps the trace id of an example for each bucket. With `traces` only of requests whose trace is recorded, so
 * that it leads to a trace; without, it leads to the log lines.
 */
export function createHttpTelemetry(metrics: HttpMetrics, log: Log, traces?: RequestTraces): HttpTelemetry {
  let lastDepth: number | undefined;

  function exampleOf(endpoint: string, click: RequestLogContext | undefined): string | undefined {
    if (click === undefined || (traces ? click.spanId === undefined : POLLED.has(endpoint))) return undefined;
    return click.traceId;
  }

  function observe(answer: Answer, click?: RequestLogContext): void {
    const { method, endpoint, status, durationMs } = answer;
    const label = endpointLabelOf(endpoint);
    const labels = { route: routeOf(label), endpoint: label, method: toMethodName(method), status: toAnswerStatus(status) };
    metrics.httpRequestDuration.observe(durationMs / 1000, labels, exampleOf(endpoint, click));
    lastDepth = click?.queueDepth ?? lastDepth;
    log[levelOf(endpoint, status)](describe(answer, click, lastDepth), 'request');
  }

  /** A request of many clicks that was refused as a whole counts once, as one click does. */
  function countClicks(status: number, many?: ManyClicks): void {
    if (!many) return metrics.clickRequests?.add(1, { status: toClickStatus(status) });
    for (const [each, clicks] of many.statuses) metrics.clickRequests?.add(clicks, { status: toClickStatus(each) });
  }

  function onAnswer(request: FastifyRequest, status: number, durationMs: number): void {
    const endpoint = endpointOf(request);
    const { problem } = request.clickLog;
    observe({ method: request.method, endpoint, status, durationMs, clientIp: request.ip, problem }, request.clickLog);
    traces?.end(request, status, durationMs);
    if (request.method === 'POST' && COUNTED.has(endpoint)) countClicks(status, request.clickLog.many);
  }

  function onBroken(problem: ProblemName, firstBytes: string, clientIp: string | null): void {
    const { status } = PROBLEMS[problem];
    observe({ method: 'other', endpoint: UNMATCHED, status, durationMs: 0, clientIp, problem });
    const [, path = ''] = /^POST (\S+) /.exec(firstBytes) ?? [];
    if (COUNTED.has(path)) countClicks(status);
  }

  const plugin: FastifyPluginCallback = (app, _options, done) => {
    if (traces) {
      app.addHook('onRequest', (request, _reply, next) => {
        traces.begin(request);
        next();
      });
    }
    watchRequests(app, { onAnswer, onBroken });
    done();
  };
  // Fastify's mark for plugins whose hooks hold for the instance that they are registered on, not only below them.
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });
  return { plugin, noteDepth: (depth) => void (lastDepth = depth) };
}

const COUNTED: ReadonlySet<string> = new Set([CLICK_ENDPOINT, CLICKS_ENDPOINT]);

/** The fields of a line; what only some requests have costs the others nothing. */
function describe(answer: Answer, click: RequestLogContext | undefined, depth: number | undefined) {
  const line = describeEach(answer, click, depth);
  if (click?.many) return { ...line, ...describeMany(click.many) };
  return answer.problem === undefined ? line : { ...line, problem: answer.problem };
}

function describeEach(answer: Answer, click: RequestLogContext | undefined, depth: number | undefined) {
  return {
    method: answer.method,
    endpoint: answer.endpoint,
    status: answer.status,
    durationMs: roundMs(answer.durationMs),
    idempotencyKey: click?.idempotencyKey ?? null,
    userId: click?.userId ?? null,
    clickId: click?.clickId ?? null,
    traceId: click?.traceId ?? null,
    clientIp: answer.clientIp,
    queueDepth: depth ?? null,
  };
}

function describeMany({ clickIds, statuses }: ManyClicks) {
  const counts = [...statuses].map(([status, clicks]) => `${status}=${clicks}`);
  return { clicks: [...statuses.values()].reduce((sum, each) => sum + each, 0), statuses: counts, clickIds };
}

/** Preflights of browsers are answered for any address, by a route of all. */
function endpointOf({ routeOptions: { url } }: FastifyRequest): string {
  return url === undefined || url === '*' ? UNMATCHED : url;
}

/** What is polled would bury the rest. */
function levelOf(endpoint: string, status: number): LogLevel {
  if (POLLED.has(endpoint) && status < 400) return 'debug';
  return status >= 500 ? 'warn' : 'info';
}

const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS);

function toMethodName(method: string): MethodName {
  return KNOWN_METHODS.has(method) ? (method as MethodName) : 'other';
}

const toAnswerStatus = createStatusReader(ANSWER_STATUSES);
const toClickStatus = createStatusReader(CLICK_STATUSES);

type GeneralStatus = '200' | '400' | '500';

/** Gives a status as text; one that is not in the list counts as the general one of its class, as RFC 9110 reads it. */
function createStatusReader<Status extends string>(known: readonly (Status | GeneralStatus)[]) {
  const texts = new Map(known.map((text) => [Number(text), text]));
  return (status: number): Status | GeneralStatus => {
    const text = texts.get(status);
    if (text !== undefined) return text;
    if (status >= 500) return '500';
    return status >= 400 ? '400' : '200';
  };
}
