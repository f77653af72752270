/** One click as it travels from the HTTP edge to the ledger. Strings only; no times but the client's own. */
export type Click = {
  /** `createClickId(userId, idempotencyKey)`: the same user and key give the same click, for ever. */
  readonly clickId: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  /** W3C trace id, 32 lower-case hex digits. */
  readonly traceId: string;
  /** W3C id of the span of the request that sent the click, 16 hex digits; only when its trace is sampled. */
  readonly spanId?: string | undefined;
  /** When the client says it clicked, RFC 3339; informative, never used for an order or a limit. */
  readonly clientTimestamp?: string;
  /** Where the client says the click came from, 1 to 64 characters. */
  readonly source?: string;
};

/** A click that was accepted: from here on it ends credited, rejected or failed, and never disappears. */
export type AcceptedClick = Click & {
  /** Milliseconds since 1970 on Redis' clock, set by the script that accepted the click. */
  readonly acceptedAt: number;
};

/** The fields of a request body that belong to the click. */
export type ClickBody = Pick<Click, 'clientTimestamp' | 'source'>;

/** The client's idempotency key: 8 to 64 characters of `A-Z a-z 0-9 _ -`. */
export const IDEMPOTENCY_KEY_PATTERN = '^[A-Za-z0-9_-]{8,64}$';

/** The user's name, as the token's subject gives it: 1 to 128 visible ASCII characters. */
export const USER_ID_PATTERN = '^[\\x21-\\x7e]{1,128}$';
