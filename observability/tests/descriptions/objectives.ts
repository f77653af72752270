import { CLICK_ENDPOINT } from '../../../src/telemetry/label-values.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { JOBS } from '../../config.js';
import { counts, observes, type Behavior } from '../series.js';

const { clickRequests, clickRefusals, httpRequestDuration, workerProcessed, workerFailed, creditDuration } = METRICS;

/** What an objective counts: all series of a process while so large a share of its events is bad. */
export type ObjectiveEvents = {
  /** In alerts' names. */
  readonly name: string;
  readonly slo: string;
  readonly target: 0.999 | 0.99;
  readonly job: string;
  /** Events that must not be counted too. */
  readonly behaviors: (badShare: number) => readonly Behavior[];
  /** Nothing but good events, in one series. */
  readonly good: (perSecond: number) => readonly Behavior[];
};

export const EVENTS_PER_SECOND = 10_000;
const all = EVENTS_PER_SECOND;
const posts = { route: '/api/mining/*', endpoint: CLICK_ENDPOINT, method: 'POST' };
const fastAndSlow = [{ at: 0.001, perSecond: all }, { at: 10, perSecond: all }] as const;

export const OBJECTIVES: readonly ObjectiveEvents[] = [
  {
    name: 'Acceptance', slo: 'acceptance', target: 0.999, job: JOBS.api,
    behaviors: (bad) => [
      // Half of what is bad is answered 5xx, the other half refused by the limit of all users.
      counts(clickRequests, (all * bad) / 4, { status: '500' }),
      counts(clickRequests, (all * bad) / 4, { status: '503' }),
      counts(clickRequests, (all * bad) / 2 + all * (1 - bad) / 4, { status: '429' }),
      counts(clickRefusals, (all * bad) / 2, { reason: 'global-limit' }),
      counts(clickRefusals, (all * (1 - bad)) / 4, { reason: 'user-limit' }),
      counts(clickRefusals, all, { reason: 'queue-full' }),
      counts(clickRequests, (all * (1 - bad)) / 2, { status: '202' }),
      counts(clickRequests, (all * (1 - bad)) / 4, { status: '400' }),
    ],
    good: (perSecond) => [
      counts(clickRequests, perSecond, { status: '202' }),
      counts(clickRequests, 0, { status: '503' }),
      counts(clickRefusals, 0, { reason: 'global-limit' }),
    ],
  },
  {
    name: 'Latency', slo: 'latency', target: 0.99, job: JOBS.api,
    behaviors: (bad) => [
      ...(['200', '202'] as const).flatMap((status) =>
        observes(httpRequestDuration, [{ at: 0.25, perSecond: (all * (1 - bad)) / 2 }, { at: 0.5, perSecond: (all * bad) / 2 }], { ...posts, status })),
      ...observes(httpRequestDuration, fastAndSlow, { ...posts, status: '503' }),
      ...observes(httpRequestDuration, fastAndSlow, { ...posts, method: 'GET', status: '200' }),
      ...observes(httpRequestDuration, fastAndSlow, { ...posts, endpoint: '/api/mining/account', status: '200' }),
    ],
    good: (perSecond) => observes(httpRequestDuration, [{ at: 0.001, perSecond }], { ...posts, status: '202' }),
  },
  {
    name: 'Processing', slo: 'processing', target: 0.999, job: JOBS.worker,
    behaviors: (bad) => [
      counts(workerProcessed, all * (1 - bad)),
      counts(workerFailed, (all * bad) / 2, { error_code: 'INTERNAL' }),
      counts(workerFailed, (all * bad) / 2, { error_code: 'LEDGER_REFUSED' }),
      // Only delays.
      ...(['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT', 'QUEUE_UNAVAILABLE'] as const).map((error_code) => counts(workerFailed, all, { error_code })),
    ],
    good: (perSecond) => [counts(workerProcessed, perSecond), counts(workerFailed, 0, { error_code: 'INTERNAL' })],
  },
  {
    name: 'Freshness', slo: 'freshness', target: 0.99, job: JOBS.worker,
    behaviors: (bad) => observes(creditDuration, [{ at: 15.5, perSecond: all * (1 - bad) }, { at: 30.5, perSecond: all * bad }]),
    good: (perSecond) => observes(creditDuration, [{ at: 0.025, perSecond }]),
  },
];
