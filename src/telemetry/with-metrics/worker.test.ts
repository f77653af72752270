import { describe, expect, it } from 'vitest';
import { makeAcceptedClick } from '../../../test/support/clicks.js';
import { parseExposition } from '../../../test/support/exposition.js';
import { createSpanRecorder } from '../../../test/support/recorded-spans.js';
import { ERROR_CODES, PipelineError, type ErrorCode } from '../../click/codes.js';
import type { LedgerPoster } from '../../ledger/ledger.js';
import type { JobProcessor, JobResult } from '../../worker/process-job.js';
import type { LogFields } from '../log-fields.js';
import type { LogLevel } from '../logger.js';
import { createMetrics } from '../registry.js';
import type { Tracing } from '../tracing.js';
import { withJobTelemetry, withLedgerMetrics } from './worker.js';

const JOB = { id: 'b-1', name: 'batch', data: {} };
const CLICKS = [makeAcceptedClick(), makeAcceptedClick(), makeAcceptedClick()];
const POSTED = { kind: 'posted', batchId: '1', clicks: CLICKS, attempts: 2, processed: CLICKS, transactionMs: 12.3456789, commitMs: 3 } as const;

function createRecorder() {
  const lines: (LogFields & { level: LogLevel })[] = [];
  const faults: (LogFields & { where: string; fault: unknown })[] = [];
  const metrics = createMetrics('worker');
  const at = (level: LogLevel) => (fields: LogFields) => void lines.push({ ...fields, level });
  const logger = {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    reportFault: (where: string, fault: unknown, fields: LogFields = {}) => void faults.push({ ...fields, where, fault }),
  };
  const sample = async (series: string) => parseExposition((await metrics.render()).body).samples.get(series);
  /** The counters of failures that are not 0. */
  const failed = async () => {
    const counts = ERROR_CODES.map(async (code) => [code, await sample(`mining_worker_failed_total{error_code="${code}"}`)] as const);
    return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count !== 0));
  };
  return { lines, faults, metrics, logger, sample, failed, processed: () => sample('mining_worker_processed_total') };
}

/** A processor that always comes to the same end. */
function endingWith(end: JobResult | Error): JobProcessor {
  return () => (end instanceof Error ? Promise.reject(end) : Promise.resolve(end));
}

async function runJob(end: JobResult | Error) {
  const recorder = createRecorder();
  const result = await withJobTelemetry(endingWith(end), recorder.metrics, recorder.logger)(JOB).catch((fault: unknown) => fault);
  expect(result).toBe(end);
  return recorder;
}

describe('the credit duration', () => {
  const examplesOf = async (tracing?: Tracing) => {
    const { metrics, logger } = createRecorder();
    const clicks = [makeAcceptedClick({ acceptedAt: Date.now() - 60_000_000 }), { ...makeAcceptedClick(), spanId: '00f067aa0ba902b7' }];
    await withJobTelemetry(endingWith({ ...POSTED, clicks, processed: clicks }), metrics, logger, tracing)(JOB);
    const { body } = await metrics.render('application/openmetrics-text');
    const examples = [...body.matchAll(/^mining_click_credit_duration_seconds_bucket.* # \{trace_id="(.*)"\}/gm)].map(([, traceId]) => traceId);
    return { examples, traceIds: clicks.map(({ traceId }) => traceId) };
  };

  it('has clicks of any trace as examples, and only of recorded ones while traces are sent', async () => {
    const without = await examplesOf();
    expect(new Set(without.examples)).toEqual(new Set(without.traceIds));
    const traced = await examplesOf(createSpanRecorder().tracing);
    expect(traced.examples).toEqual([traced.traceIds[1]]);
  });
});

describe('a job', () => {
  it('that posted a batch counts its processed clicks and gives one line', async () => {
    const { lines, faults, failed, processed } = await runJob(POSTED);
    expect(await processed()).toBe(3);
    expect(await failed()).toEqual({});
    expect(faults).toEqual([]);
    expect(lines).toEqual([
      {
        level: 'info',
        outcome: 'posted',
        jobId: 'b-1',
        jobName: 'batch',
        batchId: '1',
        batchSize: 3,
        processed: 3,
        attempts: 2,
        durationMs: expect.any(Number) as number,
        mongoTransactionMs: 12.346,
        mongoCommitMs: 3,
        clickIds: CLICKS.map((click) => click.clickId),
        traceIds: CLICKS.map((click) => click.traceId),
      },
    ]);
  });

  it('is timed from acceptance once for each click that came to a normal end, and not below 0', async () => {
    const times = [Date.now() - 60_000, Date.now() - 1000, Date.now() + 60_000];
    const clicks = times.map((acceptedAt, index) => makeAcceptedClick({ key: `key-0000000${index}`, acceptedAt }));
    const { sample } = await runJob({ ...POSTED, clicks, processed: clicks.filter((_, index) => index !== 1) });
    expect(await sample('mining_click_credit_duration_seconds_count')).toBe(2);
    expect(await sample('mining_click_credit_duration_seconds_bucket{le="0.025"}')).toBe(1);
    expect(await sample('mining_click_credit_duration_seconds_bucket{le="30.5"}')).toBe(1);
    expect(await sample('mining_click_credit_duration_seconds_bucket{le="300.5"}')).toBe(2);
    expect(await sample('mining_click_credit_duration_seconds_sum')).toBeGreaterThanOrEqual(60);
  });

  it('that another call finished before is not timed again', async () => {
    const { sample } = await runJob({ ...POSTED, processed: [] });
    expect(await sample('mining_click_credit_duration_seconds_count')).toBe(0);
  });

  it('whose batch another ticket finished counts nothing', async () => {
    const { lines, failed, processed } = await runJob({ kind: 'gone', batchId: '1' });
    expect([await processed(), await failed()]).toEqual([0, {}]);
    expect(lines).toMatchObject([{ level: 'info', outcome: 'gone', batchId: '1' }]);
  });

  it('that took in a foreign click names it', async () => {
    const { lines, failed, processed } = await runJob({ kind: 'taken-in', clickId: 'c1' });
    expect([await processed(), await failed()]).toEqual([0, {}]);
    expect(lines).toMatchObject([{ level: 'info', outcome: 'taken-in', clickId: 'c1' }]);
  });

  it('whose batch lost its clicks is a failure', async () => {
    const { lines, failed } = await runJob({ kind: 'missing', batchId: '1' });
    expect(await failed()).toEqual({ BATCH_MISSING: 1 });
    expect(lines).toMatchObject([{ level: 'error', outcome: 'missing' }]);
  });

  it.each(['BATCH_UNREADABLE', 'TICKET_INVALID', 'FOREIGN_CLICK_INVALID', 'QUEUE_UNAVAILABLE', 'INTERNAL'] as const)(
    'that fails with %s counts it',
    async (code) => {
      const { lines, faults, failed } = await runJob(new PipelineError(code, 'no'));
      expect(await failed()).toEqual({ [code]: 1 });
      expect(lines).toEqual([]);
      expect(faults).toMatchObject([{ where: 'job', jobId: 'b-1', outcome: 'failed' }]);
    },
  );

  it('that fails for something unforeseen counts it as INTERNAL', async () => {
    expect(await (await runJob(new TypeError('no'))).failed()).toEqual({ INTERNAL: 1 });
  });

  it.each(['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT', 'LEDGER_REFUSED'] as const)(
    'that fails with %s was counted where the ledger is called',
    async (code) => {
      const { failed, faults } = await runJob(new PipelineError(code, 'no'));
      expect(await failed()).toEqual({});
      expect(faults).toHaveLength(1);
    },
  );
});

/** The wrapped poster, whose every call fails with `code`. */
function failingPoster(code: ErrorCode) {
  const recorder = createRecorder();
  const fail = () => Promise.reject(new PipelineError(code, 'no'));
  const poster: LedgerPoster = { takerId: 't', postBatch: fail, recordFailure: fail, recordMissingBatch: fail, endSessions: fail, close: fail };
  return { ...recorder, poster: withLedgerMetrics(poster, recorder.metrics, recorder.logger) };
}

describe('an attempt to post', () => {
  const cases: readonly (readonly [ErrorCode, number, number])[] = [
    ['LEDGER_UNAVAILABLE', 3, 3],
    ['LEDGER_UNAVAILABLE', 1, 1],
    ['LEDGER_CONFLICT', 3, 0],
    ['LEDGER_CONFLICT', 1, 1],
    ['LEDGER_REFUSED', 3, 0],
    ['LEDGER_REFUSED', 1, 1],
    ['INTERNAL', 3, 0],
    ['INTERNAL', 1, 1],
  ];

  it.each(cases)('that fails with %s and %i clicks counts %i', async (code, clicks, count) => {
    const { poster, failed, faults } = failingPoster(code);
    await expect(poster.postBatch(CLICKS.slice(0, clicks))).rejects.toMatchObject({ code });
    expect(await failed()).toEqual(count === 0 ? {} : { [code]: count });
    expect(faults).toMatchObject([{ batchSize: clicks, fault: { code } }]);
    const { clickId, traceId, userId, idempotencyKey } = CLICKS[0] ?? {};
    if (clicks === 1) expect(faults).toMatchObject([{ clickId, traceId, userId, idempotencyKey }]);
    else expect(faults[0]).not.toHaveProperty('clickId');
  });

  it('that succeeds counts nothing and is passed on', async () => {
    const { metrics, logger, failed, faults } = createRecorder();
    const posted = { failedClickIds: new Set<string>(), acceptedAgain: new Set<never>(), transactionMs: 1, commitMs: 1 };
    const { poster } = failingPoster('INTERNAL');
    const wrapped = withLedgerMetrics({ ...poster, postBatch: () => Promise.resolve(posted) }, metrics, logger);
    expect(await wrapped.postBatch(CLICKS)).toBe(posted);
    expect([await failed(), faults]).toEqual([{}, []]);
  });
});

describe('a click that ends as failed', () => {
  it.each([['CLICK_KILLS_WORKER', { CLICK_KILLS_WORKER: 1 }], ['LEDGER_REFUSED', {}]] as const)(
    'with %s is counted here only if no try lived to be counted',
    async (code, counts) => {
      const { metrics, logger, failed, faults } = createRecorder();
      const bare = { ...failingPoster('INTERNAL').poster, recordFailure: () => Promise.resolve({ transactionMs: 1, commitMs: 1 }) };
      const click = makeAcceptedClick();
      await withLedgerMetrics(bare, metrics, logger).recordFailure(click, code, 'why');
      expect(await failed()).toEqual(counts);
      expect(faults).toHaveLength(Object.keys(counts).length);
      if (faults.length > 0) expect(faults).toMatchObject([{ where: 'posting to the ledger', clickId: click.clickId, fault: { code } }]);
    },
  );
});

describe('a transaction', () => {
  const TIMES = { transactionMs: 2000, commitMs: 20 };
  const calls: readonly (readonly [string, (poster: LedgerPoster) => Promise<unknown>])[] = [
    ['postBatch', (poster) => poster.postBatch(CLICKS)],
    ['recordFailure', (poster) => poster.recordFailure(makeAcceptedClick(), 'INTERNAL', 'no')],
    ['recordMissingBatch', (poster) => poster.recordMissingBatch('1')],
  ];

  it.each(calls)('of %s is timed when it was committed, as a whole and for its commit', async (_name, call) => {
    const { metrics, logger, sample } = createRecorder();
    const succeed = () => Promise.resolve({ failedClickIds: new Set<string>(), acceptedAgain: new Set<never>(), ...TIMES });
    const bare = { ...failingPoster('INTERNAL').poster, postBatch: succeed, recordFailure: succeed, recordMissingBatch: succeed };
    await call(withLedgerMetrics(bare, metrics, logger));
    expect(await sample('mining_ledger_transaction_duration_seconds_count{phase="all"}')).toBe(1);
    expect(await sample('mining_ledger_transaction_duration_seconds_sum{phase="all"}')).toBe(2);
    expect(await sample('mining_ledger_transaction_duration_seconds_sum{phase="commit"}')).toBe(0.02);
  });

  it.each(calls)('of %s that failed is not', async (_name, call) => {
    const { poster, sample } = failingPoster('LEDGER_REFUSED');
    await expect(call(poster)).rejects.toThrow('no');
    expect(await sample('mining_ledger_transaction_duration_seconds_count{phase="all"}')).toBe(0);
  });
});

describe('the other calls of the ledger', () => {
  const calls: readonly (readonly [string, (poster: LedgerPoster) => Promise<unknown>])[] = [
    ['recordFailure', (poster) => poster.recordFailure(makeAcceptedClick(), 'INTERNAL', 'no')],
    ['recordMissingBatch', (poster) => poster.recordMissingBatch('1')],
    ['endSessions', (poster) => poster.endSessions(['t'])],
  ];

  it.each(calls)('%s counts one when the ledger is away, and leaves faults of the job to the job', async (_name, call) => {
    const away = failingPoster('LEDGER_UNAVAILABLE');
    await expect(call(away.poster)).rejects.toThrow('no');
    expect(await away.failed()).toEqual({ LEDGER_UNAVAILABLE: 1 });
    const broken = failingPoster('INTERNAL');
    await expect(call(broken.poster)).rejects.toThrow('no');
    expect(await broken.failed()).toEqual({});
  });
});
