import type { AcceptedClick } from '../../click/click.js';
import { errorCodeOf, PipelineError } from '../../click/codes.js';
import type { LedgerPoster, TransactionTimes } from '../../ledger/ledger.js';
import type { JobProcessor, JobResult } from '../../worker/process-job.js';
import type { LogFields } from '../log-fields.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../registry.js';
import type { Tracing } from '../tracing.js';
import { roundMs } from '../round-ms.js';

export type WorkerMetrics = Pick<
  Metrics<'worker'>,
  'workerProcessed' | 'workerFailed' | 'creditDuration' | 'transactionDuration'
>;
type PostedJob = Extract<JobResult, { kind: 'posted' }>;
type WorkerLogger = Pick<Logger, 'log' | 'reportFault'>;

/**
 * Counts what came of each job and writes one line about it. Faults of the ledger were counted by `withLedgerMetrics`.
 *
 * @param tracing while traces are sent, only recorded ones are examples of the credit duration
 */
export function withJobTelemetry(processJob: JobProcessor, metrics: WorkerMetrics, logger: WorkerLogger, tracing?: Tracing): JobProcessor {
  return async (job) => {
    const start = performance.now();
    const describe = (): LogFields => ({ jobId: job.id, jobName: job.name, durationMs: roundMs(performance.now() - start) });
    try {
      const result = await processJob(job);
      if (result.kind === 'posted') countProcessed(result, metrics, tracing);
      if (result.kind === 'missing') metrics.workerFailed.add(1, { error_code: 'BATCH_MISSING' });
      const level = result.kind === 'missing' ? 'error' : 'info';
      logger.log[level]({ ...describe(), outcome: result.kind, ...describeResult(result) }, 'job');
      return result;
    } catch (fault) {
      const code = errorCodeOf(fault);
      if (!isLedgerCode(code)) metrics.workerFailed.add(1, { error_code: code });
      logger.reportFault('job', fault, { ...describe(), outcome: 'failed' });
      throw fault;
    }
  };
}

function countProcessed({ processed }: PostedJob, metrics: WorkerMetrics, tracing: Tracing | undefined): void {
  metrics.workerProcessed.add(processed.length);
  const now = Date.now();
  // Clicks are accepted by the clock of Redis, which may be ahead of this one.
  for (const { acceptedAt, traceId, spanId } of processed) {
    const example = tracing && spanId === undefined ? undefined : traceId;
    metrics.creditDuration.observe(Math.max(0, now - acceptedAt) / 1000, {}, example);
  }
}

function describeResult(result: JobResult): LogFields {
  if (result.kind === 'taken-in') return { clickId: result.clickId };
  if (result.kind !== 'posted') return { batchId: result.batchId };
  const { batchId, clicks, attempts, processed, transactionMs, commitMs } = result;
  return {
    batchId,
    batchSize: clicks.length,
    processed: processed.length,
    attempts,
    mongoTransactionMs: roundMs(transactionMs),
    mongoCommitMs: roundMs(commitMs),
    clickIds: clicks.map((click) => click.clickId),
    traceIds: clicks.map((click) => click.traceId),
  };
}

/**
 * Times the transactions that were committed, and counts the attempts that fail in the ledger. One that MongoDB's absence
 * cut off counts each of its clicks; one of several clicks that fails for another reason counts nothing, since they are
 * tried again one by one, and the click that fails alone counts.
 */
export function withLedgerMetrics(poster: LedgerPoster, metrics: WorkerMetrics, logger: WorkerLogger): LedgerPoster {
  const { reportFault } = logger;

  async function attempt<T>(where: string, tried: LogFields & { readonly batchSize: number }, work: () => Promise<T>, counts = isLedgerCode): Promise<T> {
    try {
      return await work();
    } catch (fault) {
      const code = errorCodeOf(fault);
      const { batchSize } = tried;
      const failed = code === 'LEDGER_UNAVAILABLE' || batchSize === 1 ? batchSize : 0;
      if (counts(code)) metrics.workerFailed.add(failed, { error_code: code });
      reportFault(where, fault, tried);
      throw fault;
    }
  }

  /** Of every other fault the try that it ended was counted; of this one no try lived to be counted. */
  function countDeath(fault: PipelineError, tried: LogFields): void {
    metrics.workerFailed.add(1, { error_code: fault.code });
    reportFault('posting to the ledger', fault, tried);
  }

  async function time<T extends TransactionTimes>(work: Promise<T>): Promise<T> {
    const times = await work;
    metrics.transactionDuration.observe(times.transactionMs / 1000, { phase: 'all' });
    metrics.transactionDuration.observe(times.commitMs / 1000, { phase: 'commit' });
    return times;
  }

  return {
    get takerId() {
      return poster.takerId;
    },
    // Only here does a fault of any code end: the worker records the click as failed, and its job succeeds.
    postBatch: (clicks) => attempt('posting to the ledger', describeClicks(clicks), () => time(poster.postBatch(clicks)), () => true),
    recordFailure: async (click, code, message) => {
      const tried = describeClicks([click]);
      const times = await attempt('recording a failed click', tried, () => time(poster.recordFailure(click, code, message)));
      if (code === 'CLICK_KILLS_WORKER') countDeath(new PipelineError(code, message), tried);
      return times;
    },
    recordMissingBatch: (batchId) => attempt('recording a missing batch', { batchSize: 1 }, () => time(poster.recordMissingBatch(batchId))),
    endSessions: (takerIds) => attempt("ending a former taker's session", { batchSize: 1 }, () => poster.endSessions(takerIds)),
    close: () => poster.close(),
  };
}

/** A click that is tried alone is named: by it its other lines, its trace and its status are found. */
function describeClicks(clicks: readonly AcceptedClick[]) {
  const [click, ...others] = clicks;
  if (click === undefined || others.length > 0) return { batchSize: clicks.length };
  const { clickId, traceId, userId, idempotencyKey } = click;
  return { batchSize: 1, clickId, traceId, userId, idempotencyKey };
}

function isLedgerCode(code: string): boolean {
  return code.startsWith('LEDGER_');
}
