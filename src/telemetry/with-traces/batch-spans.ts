import type { AcceptedClick } from '../../click/click.js';
import { QUEUE_NAME } from '../../redis/redis-keys.js';
import { SPANS } from '../span-catalogue.js';
import type { SpanPlace, Tracing } from '../tracing.js';

/** A batch that was taken; times in milliseconds since 1970. */
export type TracedBatch = {
  readonly batchId: string;
  readonly takenMs: number;
  readonly size: number;
  /** How often it was taken, this time included. */
  readonly attempts: number;
  /** Those of its clicks whose traces are sampled, never none. */
  readonly clicks: readonly AcceptedClick[];
};

/** A try to write clicks to the ledger. */
export type Transaction = {
  readonly startMs: number;
  readonly endMs: number;
  /** Of all batches that it held. */
  readonly clicks: number;
  /** Why nothing was committed. */
  readonly errorType: string | undefined;
  /** The code with which it records the click as failed. */
  readonly failedWith: string | undefined;
};

export type BatchEnd = {
  readonly startMs: number;
  readonly errorType: string | undefined;
  readonly transactionsOf: (click: AcceptedClick) => readonly Transaction[];
};

/** Most links of a span, as OpenTelemetry limits them by default; a batch holds 100 clicks at most. */
const MOST_LINKS = 128;

const MESSAGING = { 'messaging.system': 'bullmq', 'messaging.destination.name': QUEUE_NAME };
const PROCESSING = { ...MESSAGING, 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' };

/**
 * Two kinds of traces, linked to each other: the batch's own, with its transactions, and in the trace of each sampled
 * click, below the request that sent it, how long it waited and how long its credit took.
 */
export function recordBatch(tracing: Tracing, batch: TracedBatch, end: BatchEnd): void {
  const own: SpanPlace = { traceId: tracing.newTraceId(), spanId: tracing.newSpanId() };
  const endMs = tracing.now();
  tracing.record({
    ...own,
    name: SPANS.batch.name,
    kind: 'consumer',
    startMs: end.startMs,
    endMs,
    attributes: {
      ...PROCESSING,
      'messaging.batch.message_count': batch.size,
      'mining.batch.id': batch.batchId,
      'mining.batch.attempts': batch.attempts,
    },
    links: batch.clicks.slice(0, MOST_LINKS).map(placeOf),
    errorType: end.errorType,
  });
  for (const transaction of new Set(batch.clicks.flatMap(end.transactionsOf))) recordTransaction(tracing, own, transaction);
  for (const click of batch.clicks) {
    recordWait(tracing, click, batch);
    const failedWith = end.transactionsOf(click).find((transaction) => transaction.failedWith !== undefined)?.failedWith;
    recordCredit(tracing, click, { batch, own, endMs, errorType: end.errorType ?? failedWith });
  }
}

function recordTransaction(tracing: Tracing, { traceId, spanId }: SpanPlace, transaction: Transaction): void {
  tracing.record({
    traceId,
    spanId: tracing.newSpanId(),
    parent: { spanId, isRemote: false },
    name: SPANS.transaction.name,
    kind: 'client',
    startMs: transaction.startMs,
    endMs: transaction.endMs,
    attributes: {
      'db.system.name': 'mongodb',
      'db.operation.name': 'transaction',
      'db.operation.batch.size': transaction.clicks,
      'mining.click.failed_with': transaction.failedWith,
    },
    errorType: transaction.errorType,
  });
}

/** From the acceptance, on Redis' clock, until a worker took the click's batch. */
function recordWait(tracing: Tracing, click: AcceptedClick, { batchId, takenMs, attempts }: TracedBatch): void {
  tracing.record({
    ...childOf(click, tracing),
    name: SPANS.wait.name,
    kind: 'internal',
    startMs: Math.min(click.acceptedAt, takenMs),
    endMs: takenMs,
    attributes: { ...MESSAGING, 'mining.click.id': click.clickId, 'mining.batch.id': batchId, 'mining.batch.attempts': attempts },
  });
}

type Credit = { readonly batch: TracedBatch; readonly own: SpanPlace; readonly endMs: number; readonly errorType: string | undefined };

function recordCredit(tracing: Tracing, click: AcceptedClick, { batch, own, endMs, errorType }: Credit): void {
  tracing.record({
    ...childOf(click, tracing),
    name: SPANS.credit.name,
    kind: 'consumer',
    startMs: batch.takenMs,
    endMs,
    attributes: { ...PROCESSING, 'mining.click.id': click.clickId, 'mining.batch.id': batch.batchId },
    links: [own],
    errorType,
  });
}

function childOf(click: AcceptedClick, tracing: Tracing) {
  const { traceId, spanId } = placeOf(click);
  return { traceId, spanId: tracing.newSpanId(), parent: { spanId, isRemote: true } };
}

function placeOf({ traceId, spanId = '' }: AcceptedClick): SpanPlace {
  return { traceId, spanId };
}
