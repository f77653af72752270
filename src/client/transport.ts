import type { Problem } from './answers.js';
import { readRetryAfter } from './retry-after.js';

/** As much of the global `fetch` as the client uses: anything that can do this may stand in for it. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;
export type FetchRequest = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};
export type FetchAnswer = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
};

export type JsonObject = Readonly<Record<string, unknown>>;

/** What came back for one click or question. */
export type Answer = {
  /** Absent when there was no answer: refused connection, time-out, abort. */
  readonly status?: number;
  /** Of a good answer. */
  readonly body?: JsonObject;
  readonly problem?: Problem;
  readonly retryAfterMs?: number;
  /** Why there was no answer, or none that could be read. */
  readonly error?: unknown;
};

/** Whether a good answer's body is the one that was asked for. */
export type IsExpected = (body: JsonObject) => boolean;

/** Sends a request and reads what comes back. Never rejects: what goes wrong is an answer with an `error`. */
export async function exchange(fetch: Fetch, url: string, request: FetchRequest, isExpected: IsExpected): Promise<Answer> {
  try {
    const answer = await fetch(url, request);
    const body = parseObject(await answer.text());
    return readAnswer(answer.status, body, readRetryAfter(answer.headers.get('retry-after'), Date.now()), isExpected);
  } catch (error) {
    return { error };
  }
}

/** Reads the parts of an answer, to a request or to one click of many. */
export function readAnswer(status: number, body: JsonObject | undefined, retryAfterMs: number | undefined, isExpected: IsExpected): Answer {
  const answer = { status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (status < 200 || status >= 300) return isProblem(body) ? { ...answer, problem: body } : answer;
  if (body !== undefined && isExpected(body)) return { ...answer, body };
  return { ...answer, error: new UnreadableAnswerError(status) };
}

/** A good status with a body that is not the API's: something in between has answered. */
class UnreadableAnswerError extends Error {
  readonly code = 'UNREADABLE_ANSWER';

  constructor(status: number) {
    super(`the body of this ${status} is not the API's`);
    this.name = 'UnreadableAnswerError';
  }
}

function isProblem(body: JsonObject | undefined): body is Problem {
  return typeof body?.['type'] === 'string';
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
