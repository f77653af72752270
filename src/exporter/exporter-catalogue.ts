import { METRICS } from '../telemetry/metric-catalogue.js';
import { defineMetrics, OPEN } from '../telemetry/metric-definition.js';
import { EXPORTER_CALLS, EXPORTER_READS, JOB_OUTCOMES, MOST_FAILURE_CODES, MOST_QUEUES, QUEUE_JOB_STATES, TOTALS_SOURCES } from './label-values.js';

/** From a quick job to one of an hour. No whole numbers: Prometheus 3 writes `1` as `1.0`. */
const JOB_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1.5, 2.5, 7.5, 15.5, 30.5, 60.5, 300.5, 3600.5] as const;
/** 0.05 is what a scrape may take. */
const SCRAPE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.5, 2.5] as const;

const WHICH_QUEUES = '`queue` is one of the queues that the exporter was given or has found, 200 at most';

function boundedByQueues(setsOfQueue: number) {
  return { mostSets: () => MOST_QUEUES * setsOfQueue, why: WHICH_QUEUES };
}

const ofExporter = { processes: ['exporter'] } as const;
/** Every exporter of a queue reads the same from Redis. */
const sameTruth = { aggregate: 'max', ...ofExporter } as const;
const oneOfQueue = { labels: { queue: OPEN }, bound: boundedByQueues(1), ...sameTruth } as const;
const ofOutcome = {
  labels: { queue: OPEN, outcome: JOB_OUTCOMES },
  bound: boundedByQueues(JOB_OUTCOMES.length),
  ...sameTruth,
} as const;

/** Every metric of the exporter, and the only place that names one. A part of `docs/metrics.md` is made from it. */
export const EXPORTER_METRICS = defineMetrics({
  queueDepth: {
    name: 'mining_click_queue_depth',
    type: 'gauge',
    help: 'Jobs that a worker could take now: waiting (paused ones included), prioritized, and delayed ones that are due; no sample when Redis cannot be read.',
    unit: 'jobs',
    ...oneOfQueue,
  },
  queueJobs: {
    name: 'mining_click_queue_jobs',
    type: 'gauge',
    help: 'Jobs of the queue by state, read from Redis at this scrape; of completed and failed ones, those that are still kept.',
    unit: 'jobs',
    labels: { queue: OPEN, state: QUEUE_JOB_STATES },
    bound: boundedByQueues(QUEUE_JOB_STATES.length),
    ...sameTruth,
  },
  workerLag: {
    name: 'mining_worker_lag_seconds',
    type: 'gauge',
    help: "How long the oldest job that a worker could take now has waited, on Redis' clock; 0 when there is none, no sample when Redis cannot be read. docs/exporter.md says what counts as its beginning for delayed and retried jobs.",
    unit: 'seconds',
    ...oneOfQueue,
  },
  workerProcessed: {
    name: 'mining_worker_processed_total',
    type: 'counter',
    help: 'Completed jobs: since the queue exists where workers keep BullMQ metrics, otherwise since this exporter began to read the kept ones; no series where it cannot be known (mining_queue_totals_source).',
    unit: 'jobs',
    ...oneOfQueue,
  },
  workerFailed: {
    name: 'mining_worker_failed_total',
    type: 'counter',
    help: 'Jobs that failed for good, since this exporter began to read them, by a code made from the text of their failure; attempts that are repeated do not count.',
    unit: 'jobs',
    labels: { queue: OPEN, error_code: OPEN },
    bound: { mostSets: () => MOST_QUEUES * MOST_FAILURE_CODES, why: `${WHICH_QUEUES}; \`error_code\` is one of the list of failure codes, 50 at most` },
    ...sameTruth,
  },
  jobsAdded: {
    name: 'mining_queue_jobs_added_total',
    type: 'counter',
    help: 'Jobs that were added since the queue exists, by its own counter of ids; adding an id that exists already counts too.',
    unit: 'jobs',
    ...oneOfQueue,
  },
  jobsFinished: {
    name: 'mining_queue_jobs_finished_total',
    type: 'counter',
    help: 'Jobs that ended since the queue exists, as BullMQ counts them; only for queues whose workers keep BullMQ metrics.',
    unit: 'jobs',
    ...ofOutcome,
  },
  jobsSeen: {
    name: 'mining_queue_jobs_seen_total',
    type: 'counter',
    help: 'Finished jobs that this exporter read one by one, for durations, waits, stalls and error codes; compare with mining_queue_jobs_finished_total or mining_worker_processed_total for the share that was seen.',
    unit: 'jobs',
    ...ofOutcome,
  },
  seenGaps: {
    name: 'mining_queue_seen_gaps_total',
    type: 'counter',
    help: 'Reads of finished jobs after which some may have been missed, since all that had been seen before were removed in the meantime.',
    unit: 'reads',
    ...ofOutcome,
  },
  totalsSource: {
    name: 'mining_queue_totals_source',
    type: 'gauge',
    help: 'Always 1; `source` tells where the totals of this outcome come from, "none" that they cannot be known.',
    unit: 'yes or no',
    labels: { queue: OPEN, outcome: JOB_OUTCOMES, source: TOTALS_SOURCES },
    bound: boundedByQueues(JOB_OUTCOMES.length),
    ...sameTruth,
  },
  jobDuration: {
    name: 'mining_queue_job_duration_seconds',
    type: 'histogram',
    help: 'Time from the start of the last attempt of a job to its end, of the jobs that this exporter read one by one.',
    unit: 'seconds',
    buckets: JOB_BUCKETS,
    ...ofOutcome,
  },
  jobWait: {
    name: 'mining_queue_job_wait_seconds',
    type: 'histogram',
    help: 'Time that a job waited for a worker, from its add or from when its delay was over, of the jobs that this exporter read one by one and that ended in their first attempt.',
    unit: 'seconds',
    buckets: JOB_BUCKETS,
    ...oneOfQueue,
  },
  stalled: {
    name: 'mining_queue_jobs_stalled_total',
    type: 'counter',
    help: 'How often the finished jobs that this exporter read one by one had lost their worker on the way.',
    unit: 'jobs',
    ...oneOfQueue,
  },
  jobsWithoutLock: {
    name: 'mining_queue_jobs_without_lock',
    type: 'gauge',
    help: 'Active jobs that no worker holds a lock on, of the 20 that are active for the longest time: their worker died or stood still.',
    unit: 'jobs',
    ...oneOfQueue,
  },
  oldestActive: {
    name: 'mining_queue_oldest_active_seconds',
    type: 'gauge',
    help: 'How long the job that is active for the longest time has been; 0 when none is.',
    unit: 'seconds',
    ...oneOfQueue,
  },
  paused: {
    name: 'mining_queue_paused',
    type: 'gauge',
    help: '1 when the queue is paused for all workers, else 0. Its depth and lag rise on purpose then.',
    unit: 'yes or no',
    ...oneOfQueue,
  },
  stallsCheckedAt: {
    name: 'mining_queue_stalls_checked_timestamp_seconds',
    type: 'gauge',
    help: 'When a worker last looked for stalled jobs, Unix time, every 30 s unless set otherwise; no sample when none did for that long: no worker lives.',
    unit: 'seconds',
    ...oneOfQueue,
  },
  workers: {
    name: 'mining_queue_workers',
    type: 'gauge',
    help: 'Workers of the queue by the names of their connections; no sample when the user may not run CLIENT LIST.',
    unit: 'workers',
    ...oneOfQueue,
  },
  redisUp: {
    name: 'mining_exporter_redis_up',
    type: 'gauge',
    help: '1 when the queues could be read from Redis at this scrape, else 0.',
    unit: 'yes or no',
    labels: {},
    aggregate: 'max',
    ...ofExporter,
  },
  scrapeDuration: {
    name: 'mining_exporter_scrape_duration_seconds',
    type: 'histogram',
    help: 'Time that reading the queues from Redis took for a scrape, whether it succeeded or not.',
    unit: 'seconds',
    labels: {},
    buckets: SCRAPE_BUCKETS,
    aggregate: 'sum',
    ...ofExporter,
  },
  errors: {
    name: 'mining_exporter_errors_total',
    type: 'counter',
    help: 'Reads that failed: of a scrape, of finished jobs, of the names of queues (discovery), or of the names of workers.',
    unit: 'reads',
    labels: { read: EXPORTER_READS },
    aggregate: 'sum',
    ...ofExporter,
  },
  queues: {
    name: 'mining_exporter_queues',
    type: 'gauge',
    help: 'Queues that this exporter watches.',
    unit: 'queues',
    labels: {},
    aggregate: 'max',
    ...ofExporter,
  },
  queuesLeftOut: {
    name: 'mining_exporter_queues_left_out',
    type: 'gauge',
    help: 'Queues that were found and are not watched, since there are more than --max-queues.',
    unit: 'queues',
    labels: {},
    aggregate: 'max',
    ...ofExporter,
  },
  redisLatency: {
    ...METRICS.redisLatency,
    help: "Time from sending commands to Redis to their replies: the pipeline of a read as a whole, a page of SCAN, a list of clients.",
    labels: { command: EXPORTER_CALLS },
    ...ofExporter,
  },
  httpRequestDuration: { ...METRICS.httpRequestDuration, ...ofExporter },
  logLinesShipped: { ...METRICS.logLinesShipped, ...ofExporter },
  logLinesDropped: { ...METRICS.logLinesDropped, ...ofExporter },
  logLinesWaiting: { ...METRICS.logLinesWaiting, ...ofExporter },
  buildInfo: { ...METRICS.buildInfo, ...ofExporter },
  collectErrors: { ...METRICS.collectErrors, ...ofExporter },
});

export type ExporterMetricKey = keyof typeof EXPORTER_METRICS;
