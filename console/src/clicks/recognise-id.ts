import type { ClickName } from '../../../src/console/found.ts';

/** What somebody pasted into the search box. */
export type Recognised =
  | { readonly kind: 'click'; readonly name: ClickName }
  /** The id of a batch that lost its clicks: there is a dead letter of this id, and no click. */
  | { readonly kind: 'letter'; readonly id: string }
  /** An idempotency key, as it seems: it says which click only together with its user. */
  | { readonly kind: 'key'; readonly idempotencyKey: string }
  | { readonly kind: 'unknown'; readonly why: string };

const CLICK_ID = /(?<![0-9a-z])c[0-9a-f]{40}(?![0-9a-z])/gi;
/** Of a trace id all are zero only where there is none. */
const TRACE_ID = /(?<![0-9a-z])(?!0{32})[0-9a-f]{32}(?![0-9a-z])/gi;
const BATCH_LETTER = /^batch-[A-Za-z0-9_-]{1,64}$/;
export const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{8,64}$/;
/** As `USER_ID_PATTERN` of the API: 1 to 128 visible ASCII characters. */
export const USER_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Which click a pasted text names: an id alone, or the only one in an address, a `traceparent` or a log line. A click id
 * says more than the trace id beside it.
 */
export function recogniseId(pasted: string): Recognised {
  const text = pasted.trim();
  if (text === '') return { kind: 'unknown', why: 'Paste a click id, a trace id, or a line that holds one.' };
  if (BATCH_LETTER.test(text)) return { kind: 'letter', id: text };
  const clickIds = findDistinct(text, CLICK_ID);
  const traceIds = findDistinct(text, TRACE_ID);
  const ids = clickIds.length > 0 ? clickIds : traceIds;
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return { kind: 'click', name: clickIds.length > 0 ? { clickId: id } : { traceId: id } };
  if (ids.length > 1) return { kind: 'unknown', why: `This holds ${ids.length} ids: paste one of them alone.` };
  if (IDEMPOTENCY_KEY.test(text)) return { kind: 'key', idempotencyKey: text };
  return { kind: 'unknown', why: 'This holds no id of a click (c and 40 hexadecimal digits) and no trace id (32 hexadecimal digits): look whether it was cut short.' };
}

function findDistinct(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([id]) => id.toLowerCase()))];
}
