import { request, type Dispatcher } from 'undici';
import type { NotAnswered } from './measured.js';

export type JsonRequest = {
  /** Below the server's address, such as `/api/v1/query`. */
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: object;
};

/** Any status is an answer; `body` is undefined where it is no JSON. */
export type JsonAnswer = { readonly kind: 'json'; readonly status: number; readonly body: unknown };

/** Asks one server, once. Never rejects: that it does not answer is a value too. */
export type AskJson = (request: JsonRequest) => Promise<JsonAnswer | NotAnswered>;

export type JsonServer = {
  readonly name: 'Prometheus' | 'Alertmanager';
  /** May hold a user and a password, and a path. */
  readonly url: string;
  /** How many requests run at once and how large an answer may be is up to it; those beyond wait. */
  readonly dispatcher: Dispatcher;
  /** Milliseconds from the call to the end of its answer, the wait for its turn included. */
  readonly withinMs?: number;
};

const WITHIN_MS = 10_000;

/** A server that is asked for JSON. A redirection is not followed: it is an answer with its status. */
export function createJsonClient({ name, url, dispatcher, withinMs = WITHIN_MS }: JsonServer): AskJson {
  const { base, headers } = splitAddress(url);
  return async ({ path, method = 'GET', query = {}, form, json }) => {
    const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
    const contentType = form ? 'application/x-www-form-urlencoded' : 'application/json';
    try {
      const answer = await request(`${base}${path}`, {
        dispatcher,
        method,
        query,
        headers: { ...headers, accept: 'application/json', ...(body !== undefined && { 'content-type': contentType }) },
        body: body ?? null,
        signal: AbortSignal.timeout(withinMs),
      });
      return { kind: 'json', status: answer.statusCode, body: parse(await answer.body.text()) };
    } catch (fault) {
      return unavailable(name, `${name} does not answer at ${base}: ${describe(fault, withinMs)}`);
    }
  };
}

/** Stands for a server whose address is not set. */
export function createNoClient(name: JsonServer['name'], setting: string): AskJson {
  return () => Promise.resolve(unavailable(name, `the address of ${name} is not set: set ${setting}`));
}

export function unavailable(name: JsonServer['name'], why: string): NotAnswered {
  return { kind: name === 'Prometheus' ? 'prometheus-unavailable' : 'alertmanager-unavailable', why };
}

/** The address as it may be shown, and the user that stood in it. */
function splitAddress(url: string): { readonly base: string; readonly headers: Readonly<Record<string, string>> } {
  const { username, password, origin, pathname } = new URL(url);
  const base = `${origin}${pathname}`.replace(/\/+$/, '');
  if (!username && !password) return { base, headers: {} };
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { base, headers: { authorization: `Basic ${credentials}` } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describe(fault: unknown, withinMs: number): string {
  const { name, code, message } = fault as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return `there was no whole answer within ${withinMs / 1000} s`;
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'its answer is too large; ask for a shorter time or fewer series';
  return message || code || name;
}
