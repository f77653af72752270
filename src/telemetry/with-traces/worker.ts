import type { AcceptedClick } from '../../click/click.js';
import { errorCodeOf } from '../../click/codes.js';
import type { LedgerPoster } from '../../ledger/ledger.js';
import type { BatchStore, TakenBatch } from '../../queue/click-queue.js';
import type { TicketProcessor } from '../../worker/process-ticket.js';
import type { Tracing } from '../tracing.js';
import { recordBatch, type TracedBatch, type Transaction } from './batch-spans.js';

/** Wrappers of what the worker does with a batch; together they know what its spans tell. */
export type WorkerTraces = {
  withBatches(batches: BatchStore): BatchStore;
  withLedger(poster: LedgerPoster): LedgerPoster;
  withTickets(processTicket: TicketProcessor): TicketProcessor;
};

/** Most transactions that are told of one click: an outage is posted against for hours. */
const MOST_TRANSACTIONS = 16;

/**
 * Tells of every batch that holds a click whose trace is sampled, once its ticket is processed.
 *
 * `withBatches` notes when it was taken, `withLedger` the transactions that its sampled clicks were in, by the click
 * itself: several batches share a transaction, and one may need several.
 */
export function createWorkerTraces(tracing: Tracing): WorkerTraces {
  const taken = new Map<string, TracedBatch>();
  const transactions = new WeakMap<AcceptedClick, Transaction[]>();

  function note(clicks: readonly AcceptedClick[], transaction: Transaction): void {
    for (const click of clicks.filter(isSampled)) {
      const known = transactions.get(click) ?? [];
      if (known.push(transaction) > MOST_TRANSACTIONS) known.shift();
      transactions.set(click, known);
    }
  }

  async function time<T>(clicks: readonly AcceptedClick[], failedWith: string | undefined, work: () => Promise<T>): Promise<T> {
    const startMs = tracing.now();
    const end = (errorType?: string): void => {
      note(clicks, { startMs, endMs: tracing.now(), clicks: clicks.length, errorType, failedWith });
    };
    try {
      const result = await work();
      end();
      return result;
    } catch (fault) {
      end(errorCodeOf(fault));
      throw fault;
    }
  }

  return {
    withBatches: (batches) => ({
      ...batches,
      take: async (batchId, taker) => {
        const batch = await batches.take(batchId, taker);
        const clicks = batch.kind === 'taken' ? batch.clicks.filter(isSampled) : [];
        if (clicks.length > 0) taken.set(batchId, { ...sizeOf(batch), batchId, takenMs: tracing.now(), clicks });
        return batch;
      },
    }),
    withLedger: (poster) => ({
      get takerId() {
        return poster.takerId;
      },
      postBatch: (clicks) => time(clicks, undefined, () => poster.postBatch(clicks)),
      recordFailure: (click, code, message) => time([click], code, () => poster.recordFailure(click, code, message)),
      recordMissingBatch: (batchId) => poster.recordMissingBatch(batchId),
      endSessions: (takerIds) => poster.endSessions(takerIds),
      close: () => poster.close(),
    }),
    withTickets: (processTicket) => async (batchId) => {
      let errorType: string | undefined;
      const startMs = tracing.now();
      try {
        return await processTicket(batchId);
      } catch (fault) {
        errorType = errorCodeOf(fault);
        throw fault;
      } finally {
        const batch = taken.get(batchId);
        taken.delete(batchId);
        if (batch) recordBatch(tracing, batch, { startMs, errorType, transactionsOf: (click) => transactions.get(click) ?? [] });
      }
    },
  };
}

function isSampled(click: AcceptedClick): boolean {
  return click.spanId !== undefined;
}

function sizeOf(batch: TakenBatch) {
  return batch.kind === 'taken' ? { size: batch.clicks.length, attempts: batch.attempts } : { size: 0, attempts: 0 };
}
