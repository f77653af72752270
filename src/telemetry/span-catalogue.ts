import { QUEUE_NAME } from '../redis/redis-keys.js';

/**
 * Every attribute of a span, with its meaning; a span has only attributes from this list. The names are those of
 * OpenTelemetry's semantic conventions; what they do not know begins with `mining.`.
 */
export const SPAN_ATTRIBUTES = {
  'http.request.method': 'method of the request',
  'http.route': 'template of its route; none where no route took it',
  'http.response.status_code': 'status of the answer',
  'url.path': 'path of the request, without its query',
  'url.scheme': '`http`, or `https` where the process itself ends TLS',
  'db.system.name': '`redis` or `mongodb`',
  'db.operation.name': '`EVALSHA` or `transaction`',
  'db.operation.batch.size': 'clicks in the transaction, of all batches that share it; clicks of a request of many, whose admission is one span',
  'db.stored_procedure.name': 'name of the script',
  'messaging.system': '`bullmq`',
  'messaging.destination.name': 'the queue',
  'messaging.operation.name': '`receive` or `process`',
  'messaging.operation.type': 'the same',
  'messaging.batch.message_count': 'clicks of the batch, sampled or not',
  'mining.click.id': 'the click, as in log lines and ledger',
  'mining.click.failed_with': 'the error code with which the transaction records a click as failed',
  'mining.queue.depth': 'clicks accepted and not finished, as the answer says it',
  'mining.admission.result': 'what was decided: `accepted`, `replayed`, `mismatched`, `limited`, `full`, `closed`, `unavailable`, or `fault`',
  'mining.batch.id': 'the batch, as in log lines',
  'mining.batch.attempts': 'how often the batch was taken, this time included',
  'error.type': 'why it failed, with the status "error": an error code ([errors.md](errors.md)) or an HTTP status from 500 on',
} as const;
export type SpanAttribute = keyof typeof SPAN_ATTRIBUTES;

/** What a span may be called, and where it comes from. */
export const SPANS = {
  request: {
    name: '{method} {route}',
    process: 'API, worker',
    place: "first of its trace, or below the sender's span",
    meaning: 'a request, until its answer is handed over to be sent; what is polled (`/livez`, `/readyz`, `/api/metrics`) has none',
  },
  admission: {
    name: 'EVALSHA admitClicks',
    process: 'API',
    place: 'below the request',
    meaning: 'the admission of a click, or of the clicks of one request: waiting for a free call, the script that it shares with others, the reply',
  },
  receive: {
    name: `receive ${QUEUE_NAME}`,
    process: 'worker',
    place: 'first of the trace of a foreign click, in place of a request',
    meaning: 'taking in a foreign click',
  },
  wait: {
    name: `wait ${QUEUE_NAME}`,
    process: 'worker',
    place: 'below the request',
    meaning: 'from the acceptance of a click, by the clock of Redis, until a worker has taken its batch',
  },
  credit: {
    name: `credit ${QUEUE_NAME}`,
    process: 'worker',
    place: 'below the request; linked to the batch',
    meaning: 'from there until the batch of the click is finished: waiting for the lane, transaction, removal',
  },
  batch: {
    name: `process ${QUEUE_NAME}`,
    process: 'worker',
    place: 'first of a trace of its own; linked to the requests of its sampled clicks',
    meaning: 'a ticket from its beginning to its end',
  },
  transaction: {
    name: 'transaction',
    process: 'worker',
    place: 'below the batch',
    meaning: 'a try to write to the ledger, one that failed too; the latest 16 of a click',
  },
} as const;
