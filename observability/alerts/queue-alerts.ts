import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { DEPTH, THRESHOLDS } from '../config.js';
import { above, and, counter, gauge, given, increase, max, positive, rate, sum, times, unless } from '../promql/promql.js';
import { is, isThere, linesOf, troubleOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const { queueDepth, queueJobs, workerFailed, workerFetchRestarts, workerLag, workerMaxRate, workerPaused, workerProcessed } = METRICS;
/** Every process reads the same depth from Redis. */
const depth = max(gauge(queueDepth));
const limit = gauge(workerMaxRate);
/** Over two minutes, for what a worker finishes is counted by batches of up to 100 clicks: below 9 a second it goes up and down. */
const isAtItsLimit = above(rate(counter(workerProcessed), '2m'), times(limit, THRESHOLDS.heldShare));

export const QUEUE_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-queue',
  rules: [
    {
      name: 'MiningQueueDepthHigh',
      expr: above(depth, DEPTH.drawn),
      for: '1m',
      severity: 'info',
      summary: `Queue is filling up or full: {{ $value | printf "%.0f" }} of ${DEPTH.cap} clicks`,
      description: `{{ $value | printf "%.0f" }} clicks are accepted and not finished. From ${DEPTH.cap} on (the default of MINING_QUEUE_MAX_DEPTH) new clicks are refused with 503; nothing is lost.`,
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker'),
    },
    {
      name: 'MiningWorkerFailuresTotal',
      // The sum over error codes and workers, whatever else tells workers apart (a pod, a zone): it fires whenever
      // MiningWorkerFailures does, and when many small rates add up.
      expr: above(sum(rate(counter(workerFailed), '5m'), 'job'), THRESHOLDS.workerFailures),
      for: '3m',
      severity: 'critical',
      summary: 'Workers fail to process clicks',
      description: '{{ $value | humanize }} attempts a second fail, all error codes and workers together. Clicks are credited late, or fail for good where the ledger refuses them.',
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker', isThere('errorCode')),
    },
    {
      name: 'MiningWorkerStalled',
      // "unless" instead of a comparison with 0: when no worker exports anything there is no rate to compare.
      expr: unless(above(depth, 0), above(sum(rate(counter(workerProcessed), '2m')), 0)),
      for: '1m',
      severity: 'critical',
      summary: 'Clicks wait and no worker finishes any',
      description: '{{ $value | printf "%.0f" }} clicks wait, and none was finished for three minutes. They are safe, but nobody is credited; when the queue is full, new clicks are refused.',
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker'),
    },
    {
      name: 'MiningWorkerPaused',
      expr: above(gauge(workerPaused), 0),
      for: '1m',
      severity: 'warning',
      summary: 'The worker at {{ $labels.instance }} is paused',
      description: 'The worker at {{ $labels.instance }} takes no jobs: MongoDB does not answer it, or answers and takes no posting. No click fails; those that no other worker takes wait.',
      dashboard: 'queueAndWorkers',
      logs: troubleOf(linesOf('worker')),
    },
    {
      name: 'MiningWorkerHeldByItsLimit',
      // The lag, not the depth: how much waits for a second depends on how many other workers there are.
      expr: given(and(positive(limit), isAtItsLimit), above(gauge(workerLag), THRESHOLDS.lagSeconds)),
      for: '30s',
      severity: 'warning',
      summary: 'The worker at {{ $labels.instance }} is held by its own limit of {{ $value | printf "%.0f" }} clicks a second',
      description: `Clicks wait for more than ${THRESHOLDS.lagSeconds} s, and the worker at {{ $labels.instance }} credits what MINING_WORKER_MAX_RATE allows it, {{ $value | printf "%.0f" }} clicks a second. None is lost; they are credited late until the limit is raised, another worker is started, or fewer come.`,
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker'),
    },
    {
      name: 'MiningWorkerFetchRestarted',
      expr: above(increase(counter(workerFetchRestarts), '15m'), 0),
      severity: 'warning',
      summary: 'The worker at {{ $labels.instance }} had stopped fetching jobs',
      description: 'Jobs waited, and the worker at {{ $labels.instance }} took none until it had made a new connection to Redis, {{ $value | printf "%.0f" }} times within 15 minutes. Clicks were credited up to 20 s late; none is lost.',
      dashboard: 'queueAndWorkers',
      logs: troubleOf(linesOf('worker')),
    },
    {
      name: 'MiningJobsFailed',
      expr: above(max(gauge(queueJobs, { state: 'failed' })), 0),
      for: '1m',
      severity: 'warning',
      summary: 'Queue holds failed jobs',
      description: '{{ $value | printf "%.0f" }} jobs of the queue ended as failed. Clicks of our own API in them are tried again by other jobs; clicks that other programs put into the queue are not credited.',
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker', is('outcome', 'failed')),
    },
  ],
};
