import { ABORTED, problemOf, UNREACHABLE, type Problem } from './problem.ts';
import { readSession, signOut } from './token.ts';

export type { Problem } from './problem.ts';
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export type Request = {
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Instead of the token of whoever is signed in: to find out whether it is good. */
  readonly token?: string;
};

/** Longer than the API itself waits for anything. */
const PATIENCE_MS = 15_000;

/**
 * Asks the API of this page's own origin. Never rejects: what went wrong is a problem with a sentence.
 *
 * A token that the API does not take signs out, and with it leads to the sign-in view at the same address.
 *
 * @param path with the query, for example `/api/admin/alerts`
 */
export async function ask<T>(path: string, request: Request = {}): Promise<Answer<T>> {
  const token = request.token ?? readSession().token;
  try {
    const response = await fetch(path, fetchOptions(request, token));
    const content = await read(response);
    if (response.ok) return { ok: true, value: content as T };
    const problem = problemOf(response.status, content);
    if (request.token === undefined && token === readSession().token) endSession(problem);
    return { ok: false, problem };
  } catch {
    return { ok: false, problem: request.signal?.aborted ? ABORTED : UNREACHABLE };
  }
}

function fetchOptions({ method = 'GET', body, signal }: Request, token: string | undefined): RequestInit {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  return {
    method,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    cache: 'no-store',
    credentials: 'omit',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function endSession({ status, name }: Problem): void {
  if (status === 401) signOut('The token is no longer good: it has ended, or the stack was started anew. Sign in again and you are back at this view.');
  if (name === 'wrong-scope') signOut('That token does not allow this: the console needs one of the scope admin.');
}
