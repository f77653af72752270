import type { ShippedLine } from './shipped-line.js';

/** What came of sending some lines. */
export type Delivery =
  /** The receiver has them for good, but for those that it refused and those that are to be sent `again`. */
  | {
      readonly kind: 'taken';
      readonly refused: number;
      readonly whyRefused: string;
      readonly again: readonly ShippedLine[];
      readonly whyAgain: string;
    }
  /** Nothing is known, or the receiver cannot take them now. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs?: number | undefined }
  /** More than the receiver takes at once. */
  | { readonly kind: 'too-large'; readonly why: string }
  /** The receiver will never take them. */
  | { readonly kind: 'refused'; readonly why: string };

/** A place that lines are sent to. Rejects when it could not be asked or did not answer in time. */
export type Receiver = {
  send(lines: readonly ShippedLine[], signal: AbortSignal): Promise<Delivery>;
};

export type HttpRequest = {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
};
export type HttpAnswer = { readonly status: number; readonly body: string; readonly retryAfterMs: number | undefined };

/** Sends a request with the receiver's credentials; rejects when there is no answer in time. */
export type SendRequest = (request: HttpRequest) => Promise<HttpAnswer>;

export const ALL_TAKEN: Extract<Delivery, { kind: 'taken' }> = { kind: 'taken', refused: 0, whyRefused: '', again: [], whyAgain: '' };

/** What a status says about what was sent. A wrong address or credential can be mended, so it says nothing about lines. */
export function judgeStatus(status: number): Delivery['kind'] {
  if (status >= 200 && status < 300) return 'taken';
  if (status === 413) return 'too-large';
  return MENDABLE.has(status) || status >= 500 || status < 400 ? 'later' : 'refused';
}

const MENDABLE: ReadonlySet<number> = new Set([401, 403, 404, 407, 408, 425, 429]);
const MOST_REASON_CHARACTERS = 300;

/** The delivery of lines whose answer has one status for all of them. */
export function toDelivery({ status, body, retryAfterMs }: HttpAnswer): Delivery {
  const kind = judgeStatus(status);
  const why = `HTTP ${status} ${body.slice(0, MOST_REASON_CHARACTERS).trim()}`.trim();
  if (kind === 'taken') return ALL_TAKEN;
  return kind === 'later' ? { kind, why, afterMs: retryAfterMs } : { kind, why };
}
