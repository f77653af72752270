import type { AcceptedClick, Click } from '../click/click.js';
import { PipelineError } from '../click/codes.js';

/** Version of the payload's layout; a worker leaves a version that it does not know to a newer one. */
export const PAYLOAD_VERSION = 1;

/** Length and place of the parts of `<trace id>-<span id>`. */
const SAMPLED_TRACE = { length: 49, dash: 32 } as const;

/**
 * A click as it lies in a batch, in as few bytes as JSON allows. The span id stands behind the trace id, only where there
 * is one: a worker from before there were any still credits the click.
 */
export function encodeClick(click: Click): string {
  return JSON.stringify([
    PAYLOAD_VERSION,
    click.clickId,
    click.userId,
    click.idempotencyKey,
    click.spanId === undefined ? click.traceId : `${click.traceId}-${click.spanId}`,
    click.clientTimestamp ?? null,
    click.source ?? null,
  ]);
}

/**
 * Reads one item of a batch: `<acceptedAt in ms>|<payload>`.
 *
 * @throws PipelineError `BATCH_UNREADABLE` when it is not what `encodeClick` writes.
 */
export function decodeClick(item: string): AcceptedClick {
  const bar = item.indexOf('|');
  const fields = parseJson(item.slice(bar + 1));
  const acceptedAt = Number(item.slice(0, bar));
  if (bar < 1 || !Number.isSafeInteger(acceptedAt) || !isPayload(fields)) throw unreadable(item);
  const [, clickId, userId, idempotencyKey, trace, clientTimestamp, source] = fields;
  return {
    clickId,
    userId,
    idempotencyKey,
    ...splitTrace(trace),
    acceptedAt,
    ...(clientTimestamp !== null && { clientTimestamp }),
    ...(source !== null && { source }),
  };
}

/** The clicks among items of batches, for those who look: what cannot be read is left out. */
export function decodeReadable(items: readonly string[]): AcceptedClick[] {
  return items.flatMap((item) => {
    try {
      return [decodeClick(item)];
    } catch {
      return [];
    }
  });
}

function splitTrace(trace: string): Pick<AcceptedClick, 'traceId' | 'spanId'> {
  const { length, dash } = SAMPLED_TRACE;
  if (trace.length !== length || trace[dash] !== '-') return { traceId: trace };
  return { traceId: trace.slice(0, dash), spanId: trace.slice(dash + 1) };
}

type Payload = [number, string, string, string, string, string | null, string | null];

function isPayload(fields: unknown): fields is Payload {
  if (!Array.isArray(fields) || fields.length !== 7 || fields[0] !== PAYLOAD_VERSION) return false;
  const required = fields.slice(1, 5).every((field) => typeof field === 'string');
  return required && fields.slice(5).every((field) => field === null || typeof field === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(item: string): PipelineError {
  return new PipelineError('BATCH_UNREADABLE', `a batch holds an item that is no click: ${item.slice(0, 80)}`);
}
