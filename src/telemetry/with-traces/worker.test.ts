import { describe, expect, it } from 'vitest';
import { makeAcceptedClick } from '../../../test/support/clicks.js';
import { createSpanRecorder, summarize } from '../../../test/support/recorded-spans.js';
import type { AcceptedClick } from '../../click/click.js';
import { PipelineError } from '../../click/codes.js';
import type { LedgerPoster } from '../../ledger/ledger.js';
import type { BatchStore } from '../../queue/click-queue.js';
import { createPostingLane } from '../../worker/posting-lane.js';
import { createTicketProcessor } from '../../worker/process-ticket.js';
import { createWorkerTraces } from './worker.js';

const TIMES = { transactionMs: 1, commitMs: 1 };
const POSTED = { ...TIMES, failedClickIds: new Set<string>(), acceptedAgain: new Set<AcceptedClick>() };

const sampled = (): AcceptedClick => ({ ...makeAcceptedClick(), spanId: '00f067aa0ba902b7' });

/** The worker's own stages, on batches and a ledger that do what the test says. */
function createTracedWorker(batchesById: Record<string, readonly AcceptedClick[]>, postBatch: LedgerPoster['postBatch']) {
  const { tracing, spans } = createSpanRecorder();
  const traces = createWorkerTraces(tracing);
  const store: BatchStore = {
    take: (batchId) => {
      const clicks = batchesById[batchId];
      return Promise.resolve(clicks ? { kind: 'taken', attempts: 1, previousTaker: '', clicks } : { kind: 'gone' });
    },
    noteTaker: () => Promise.resolve(),
    noteTry: () => Promise.resolve(),
    forgetTry: () => Promise.resolve(),
    finish: (batchId) => Promise.resolve({ kind: 'finished', size: batchesById[batchId]?.length ?? 0 }),
    reap: () => Promise.resolve({ reaped: [], watched: [] }),
    locate: () => Promise.resolve({ place: 'absent', fingerprint: '' }),
  };
  const poster: LedgerPoster = {
    takerId: 'taker',
    postBatch,
    recordFailure: () => Promise.resolve(TIMES),
    recordMissingBatch: () => Promise.resolve(TIMES),
    endSessions: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const traced = traces.withLedger(poster);
  const lane = createPostingLane(traced, store, { maxClicks: 400, backoffMs: () => 0 });
  const process = traces.withTickets(createTicketProcessor({ batches: traces.withBatches(store), lane, poster: traced }));
  return { process, spans, lane };
}

describe('the spans of a batch', () => {
  it('are none when no trace of its clicks is sampled', async () => {
    const { process, spans } = createTracedWorker({ a: [makeAcceptedClick()] }, () => Promise.resolve(POSTED));
    expect(await process('a')).toMatchObject({ kind: 'posted' });
    expect(await process('none')).toMatchObject({ kind: 'gone' });
    expect(spans).toEqual([]);
  });

  it('link the batch to its sampled clicks, and each of these back to the batch', async () => {
    const clicks = [sampled(), makeAcceptedClick(), sampled()];
    const { process, spans } = createTracedWorker({ a: clicks }, () => Promise.resolve(POSTED));
    await process('a');
    expect(summarize(spans)).toEqual([
      ...['credit mining-clicks', 'credit mining-clicks', 'process mining-clicks', 'transaction'],
      ...['wait mining-clicks', 'wait mining-clicks'],
    ]);
    const batch = spans.find(({ name }) => name.startsWith('process'));
    const ofSampled = clicks.filter(({ spanId }) => spanId !== undefined);
    expect(batch?.links).toEqual(ofSampled.map(({ traceId, spanId }) => ({ traceId, spanId })));
    expect(batch?.attributes).toMatchObject({ 'messaging.batch.message_count': 3, 'mining.batch.id': 'a', 'mining.batch.attempts': 1 });
    const credits = spans.filter(({ name }) => name.startsWith('credit'));
    expect(credits.map(({ traceId }) => traceId)).toEqual(ofSampled.map(({ traceId }) => traceId));
    for (const { links } of credits) expect(links).toEqual([{ traceId: batch?.traceId, spanId: batch?.spanId }]);
  });

  it('tell of each try of the ledger, those that failed too', async () => {
    let tries = 0;
    const { process, spans } = createTracedWorker({ a: [sampled()] }, () => {
      tries += 1;
      return tries < 3 ? Promise.reject(new PipelineError('LEDGER_UNAVAILABLE', 'away')) : Promise.resolve(POSTED);
    });
    await process('a');
    expect(summarize(spans).filter((line) => line.startsWith('transaction'))).toEqual([
      'transaction',
      'transaction: LEDGER_UNAVAILABLE',
      'transaction: LEDGER_UNAVAILABLE',
    ]);
    expect(summarize(spans)).toContain('credit mining-clicks');
  });

  it('of a ledger that is away for long keep its latest tries', async () => {
    let tries = 0;
    const { process, spans } = createTracedWorker({ a: [sampled()] }, () => {
      tries += 1;
      return tries < 100 ? Promise.reject(new PipelineError('LEDGER_UNAVAILABLE', 'away')) : Promise.resolve(POSTED);
    });
    await process('a');
    expect(summarize(spans).filter((line) => line.startsWith('transaction'))).toHaveLength(16);
    expect(summarize(spans)).toContain('transaction');
  });

  it('tell which click the ledger would not take', async () => {
    const [good, bad] = [sampled(), sampled()];
    const refuse = (clicks: readonly AcceptedClick[]) =>
      clicks.includes(bad) ? Promise.reject(new PipelineError('LEDGER_REFUSED', 'no')) : Promise.resolve(POSTED);
    const { process, spans } = createTracedWorker({ a: [good, bad] }, refuse);
    await process('a');
    const creditOf = ({ traceId }: AcceptedClick) => spans.find((span) => span.traceId === traceId && span.name.startsWith('credit'));
    expect(creditOf(good)?.errorType).toBeUndefined();
    expect(creditOf(bad)?.errorType).toBe('LEDGER_REFUSED');
    expect(summarize(spans)).toContain('process mining-clicks');
  });

  it('have the status of the job that failed', async () => {
    const { process, spans, lane } = createTracedWorker({ a: [sampled()] }, () => Promise.resolve(POSTED));
    lane.stop();
    await expect(process('a')).rejects.toThrow('stopping');
    expect(summarize(spans)).toEqual([
      'credit mining-clicks: LEDGER_UNAVAILABLE',
      'process mining-clicks: LEDGER_UNAVAILABLE',
      'wait mining-clicks',
    ]);
  });

  it('tell of a transaction once in each of the batches that shared it', async () => {
    const { process, spans } = createTracedWorker({ a: [sampled(), sampled()], b: [sampled()] }, () => Promise.resolve(POSTED));
    await Promise.all([process('a'), process('b')]);
    const transactions = spans.filter(({ name }) => name === 'transaction');
    expect(transactions).toHaveLength(2);
    expect(new Set(transactions.map(({ startMs }) => startMs)).size).toBe(1);
    expect(transactions[0]?.attributes).toMatchObject({ 'db.operation.batch.size': 3 });
  });

  it('never begin after they end, however far ahead the clock of Redis is', async () => {
    const { process, spans } = createTracedWorker({ a: [{ ...sampled(), acceptedAt: Date.now() + 60_000 }] }, () => Promise.resolve(POSTED));
    await process('a');
    for (const { startMs, endMs, name } of spans) expect(endMs, name).toBeGreaterThanOrEqual(startMs);
  });
});
