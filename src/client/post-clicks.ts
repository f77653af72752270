import type { ClickInput } from './answers.js';
import { isClickStatus } from './read-results.js';
import type { CallOptions, Requester } from './requester.js';
import { isObject, readAnswer, type Answer } from './transport.js';

export type KeyedClick = ClickInput & { readonly idempotencyKey: string };

/** Most clicks that the API takes in one request. */
const MOST_CLICKS = 100;

/** Posts one click, once. */
export function postClick(request: Requester, { idempotencyKey, ...body }: KeyedClick, call: CallOptions): Promise<Answer> {
  return request({ method: 'POST', path: '/api/mining/click', idempotencyKey, body }, isClickStatus, call);
}

/** Posts clicks, once each, in as many requests as it takes; an answer for each, in their order. */
export async function postClicks(request: Requester, clicks: readonly KeyedClick[], call: CallOptions): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < clicks.length; start += MOST_CLICKS) {
    const some = clicks.slice(start, start + MOST_CLICKS);
    const isExpected = ({ results }: { readonly results?: unknown }) => Array.isArray(results) && results.length === some.length;
    const answer = await request({ method: 'POST', path: '/api/mining/clicks', body: { clicks: some } }, isExpected, call);
    const results = answer.body?.['results'] as readonly unknown[] | undefined;
    // An answer to the request as a whole is the answer to each click of it.
    answers.push(...(results?.map(readResult) ?? some.map(() => answer)));
  }
  return answers;
}

function readResult(result: unknown): Answer {
  const { status, body, retryAfter } = isObject(result) ? result : {};
  const retryAfterMs = typeof retryAfter === 'number' ? retryAfter * 1000 : undefined;
  return readAnswer(typeof status === 'number' ? status : 200, isObject(body) ? body : undefined, retryAfterMs, isClickStatus);
}
