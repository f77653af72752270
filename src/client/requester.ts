import { limitTime } from './limit-time.js';
import { exchange, type Answer, type Fetch, type IsExpected } from './transport.js';

/** A bearer token, or what gives one. */
export type Token = string | (() => string | Promise<string>);

export type CallOptions = {
  /** Ends the call early: with what is known by then. */
  readonly signal?: AbortSignal;
  /** Instead of the client's own: for a gateway that sends for many users. */
  readonly token?: Token;
  /** W3C trace context of the caller; the click's log lines and spans then belong to its trace. */
  readonly traceparent?: string;
};

export type RequestSettings = {
  readonly baseUrl: string;
  readonly token: Token;
  readonly fetch?: Fetch;
  readonly timeoutMs?: number;
};

export type ApiRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly idempotencyKey?: string;
  /** Sent as JSON. */
  readonly body?: object;
};

/** Sends one request to the API, once. */
export type Requester = (request: ApiRequest, isExpected: IsExpected, call: CallOptions) => Promise<Answer>;

const TIMEOUT_MS = 10_000;

export function createRequester({ baseUrl, token, fetch, timeoutMs = TIMEOUT_MS }: RequestSettings): Requester {
  const root = baseUrl.replace(/\/+$/, '');
  // Looked up at each call: a page may wrap the global one later.
  const send: Fetch = fetch ?? ((url, request) => globalThis.fetch(url, request));
  return async ({ method, path, idempotencyKey, body }, isExpected, call) => {
    const given = call.token ?? token;
    const bearer = typeof given === 'string' ? given : await given();
    const signal = timeoutMs === 0 ? call.signal : limitTime(timeoutMs, call.signal);
    const headers = {
      authorization: `Bearer ${bearer}`,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(body && { 'content-type': 'application/json' }),
      ...(call.traceparent !== undefined && { traceparent: call.traceparent }),
    };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }), ...(signal && { signal }) };
    return exchange(send, `${root}${path}`, request, isExpected);
  };
}
