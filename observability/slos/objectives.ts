import { CLICK_ENDPOINT } from '../../src/telemetry/label-values.js';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { atLeast, between, is, isThere, linesOf, type LogQuery } from '../log-queries/log-query.js';
import { buckets, counter, countOf, increase, minus, noneOf, oneOf, plus, sum, type Range, type Vector } from '../promql/promql.js';

export const PERIOD = '30d';

type Events = (range: Range) => Vector<never, 'sum'>;

export type Objective = {
  /** Its label `slo`, and in capitals a part of its alerts' names. */
  readonly slo: 'acceptance' | 'latency' | 'processing' | 'freshness';
  /** Share of the events that must be good over 30 days. */
  readonly target: number;
  /** What is promised. */
  readonly promise: string;
  /** What is wrong with the bad events, to be read after a share: "1.5 % of clicks ...". */
  readonly fault: string;
  /** What that means for clicks. */
  readonly impact: string;
  /** Where log lines tell of the bad events. */
  readonly logs: LogQuery;
  readonly bad: Events;
  readonly all: Events;
};

const { clickRequests, clickRefusals, httpRequestDuration, workerProcessed, workerFailed, creditDuration } = METRICS;

const decisions: Events = (range) => sum(increase(counter(clickRequests), range));
const faults: Events = (range) => sum(increase(counter(clickRequests, { status: oneOf('500', '503') }), range));
/** The limit of all users together is ours to keep; those of one user or address are theirs. */
const turnedAway: Events = (range) => sum(increase(counter(clickRefusals, { reason: 'global-limit' }), range));

const accepted = { endpoint: CLICK_ENDPOINT, method: 'POST', status: oneOf('200', '202') } as const;
const answered: Events = (range) => sum(increase(countOf(httpRequestDuration, accepted), range));
const answeredInTime: Events = (range) => sum(increase(buckets(httpRequestDuration, { ...accepted, le: '0.25' }), range));

const processed: Events = (range) => sum(increase(counter(workerProcessed), range));
/** A store that is away, or transactions in each other's way, only delay clicks: that is the matter of freshness. */
const DELAYING = ['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT', 'QUEUE_UNAVAILABLE'] as const;
const failed: Events = (range) => sum(increase(counter(workerFailed, { error_code: noneOf(...DELAYING) }), range));

const credited: Events = (range) => sum(increase(countOf(creditDuration), range));
const creditedInTime: Events = (range) => sum(increase(buckets(creditDuration, { le: '15.5' }), range));

/** What the pipeline promises over 30 days, in events, never in minutes: a quiet night weighs as little as it carries. */
export const OBJECTIVES: readonly Objective[] = [
  {
    slo: 'acceptance',
    target: 0.999,
    promise: 'clicks get a decision that is not a fault of ours: no 5xx, not refused by the limit of all users together',
    fault: 'of clicks are answered 5xx or refused by the limit of all users',
    impact: 'These clicks are not accepted; clients must send them again.',
    logs: linesOf('api', between('status', { from: 429, to: 429 }, { from: 500 })),
    bad: (range) => plus(faults(range), turnedAway(range)),
    all: decisions,
  },
  {
    slo: 'latency',
    target: 0.99,
    promise: 'accepted clicks are answered within 0.25 s',
    fault: 'of accepted clicks are answered later than 0.25 s',
    impact: 'They are accepted and safe, but players wait.',
    logs: linesOf('api', is('endpoint', CLICK_ENDPOINT), atLeast('durationMs', 250)),
    bad: (range) => minus(answered(range), answeredInTime(range)),
    all: answered,
  },
  {
    slo: 'processing',
    target: 0.999,
    promise: "attempts of the worker to bring a click to its end succeed, but for those that a store's absence or a conflict only delays",
    fault: 'of the attempts to process a click fail',
    impact: 'A click that fails for good becomes a dead letter and is not credited.',
    logs: linesOf('worker', isThere('errorCode')),
    bad: failed,
    all: (range) => plus(processed(range), failed(range)),
  },
  {
    slo: 'freshness',
    target: 0.99,
    promise: 'clicks are credited or rejected within 15.5 s of their acceptance',
    fault: 'of clicks reach their end later than 15.5 s after their acceptance',
    impact: 'They are credited, but players see it late.',
    logs: linesOf('worker'),
    bad: (range) => minus(credited(range), creditedInTime(range)),
    all: credited,
  },
];
