import { ERROR_CODES } from '../click/codes.js';
import { JOB_STATES } from '../queue/click-queue.js';
import { CLICK_STATUSES, COLLECT_SOURCES, documentedAnswers, METHODS, REDIS_COMMANDS } from './label-values.js';
import { defineMetrics, OPEN } from './metric-definition.js';

/** From 1 ms, which a good answer takes, to the time-out; 0.1 and 0.25 are there for objectives to be measured at. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const REDIS_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000];

/** Every metric of the product, and the only place that names one. `docs/metrics.md` is made from it. */
export const METRICS = defineMetrics({
  clickRequests: {
    name: 'mining_click_requests_total',
    type: 'counter',
    help: 'Answers to POST /api/mining/click, by HTTP status, refusals and errors included.',
    unit: 'requests',
    labels: { status: CLICK_STATUSES },
    aggregate: 'sum',
    processes: ['api'],
  },
  httpRequestDuration: {
    name: 'http_request_duration_seconds',
    type: 'histogram',
    help: 'Time from the headers of a request to its answer, of every HTTP request; route is "/api/mining/*" for all mining endpoints, "unmatched" where there is no route.',
    unit: 'seconds',
    labels: { route: OPEN, endpoint: OPEN, method: METHODS, status: OPEN },
    buckets: REQUEST_BUCKETS,
    aggregate: 'sum',
    processes: ['api', 'worker'],
    zeroSeries: documentedAnswers,
  },
  queueDepth: {
    name: 'mining_click_queue_depth',
    type: 'gauge',
    help: 'Clicks accepted and not finished, plus foreign jobs not taken in yet, read from Redis at this scrape; no sample when Redis cannot be read.',
    unit: 'clicks',
    labels: {},
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  queueJobs: {
    name: 'mining_click_queue_jobs',
    type: 'gauge',
    help: 'Jobs of the BullMQ queue by state, read from Redis at this scrape. A job carries up to 100 clicks; finished ones are kept for an hour.',
    unit: 'jobs',
    labels: { state: JOB_STATES },
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  newestAcceptedAt: {
    name: 'mining_click_newest_accepted_timestamp_seconds',
    type: 'gauge',
    help: "When the newest click was accepted, Unix time on Redis' clock; no sample before the first click.",
    unit: 'seconds',
    labels: {},
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  lastProcessedAt: {
    name: 'mining_click_last_processed_timestamp_seconds',
    type: 'gauge',
    help: "When a batch of clicks was last finished, Unix time on Redis' clock; no sample before the first batch.",
    unit: 'seconds',
    labels: {},
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  workerLag: {
    name: 'mining_worker_lag_seconds',
    type: 'gauge',
    help: 'Age of the oldest click that no worker has finished, 0 when there is none; no sample when Redis cannot be read. The specification says "Time difference between newest queued job and processing time": read literally that is mining_click_newest_accepted_timestamp_seconds - mining_click_last_processed_timestamp_seconds.',
    unit: 'seconds',
    labels: {},
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  workerProcessed: {
    name: 'mining_worker_processed_total',
    type: 'counter',
    help: 'Clicks brought to a normal end, credited or rejected by the policy, once each.',
    unit: 'clicks',
    labels: {},
    aggregate: 'sum',
    processes: ['worker'],
  },
  workerFailed: {
    name: 'mining_worker_failed_total',
    type: 'counter',
    help: "Failed attempts, one per click and own attempt, by error code; an attempt cut off by the ledger's absence counts each of its clicks.",
    unit: 'clicks',
    labels: { error_code: ERROR_CODES },
    aggregate: 'sum',
    processes: ['worker'],
  },
  redisLatency: {
    name: 'redis_latency_ms',
    type: 'histogram',
    help: 'Time from sending a Redis command to its reply, by command or by the name of our script; commands that block on purpose are left out.',
    unit: 'milliseconds',
    labels: { command: REDIS_COMMANDS },
    buckets: REDIS_BUCKETS,
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
  durabilityDegraded: {
    name: 'mining_click_durability_degraded',
    type: 'gauge',
    help: '1 when accepted clicks are kept less safely than MINING_DURABILITY promises, else 0.',
    unit: 'yes or no',
    labels: {},
    aggregate: 'max',
    processes: ['api', 'worker'],
  },
  collectErrors: {
    name: 'mining_metrics_collect_errors_total',
    type: 'counter',
    help: 'Reads for a scrape that failed, by what was read; the gauges of a failed read have no sample in that scrape.',
    unit: 'reads',
    labels: { source: COLLECT_SOURCES },
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
});

export type MetricKey = keyof typeof METRICS;
