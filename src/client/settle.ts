import { pause } from './pause.js';
import { isRepeatable, isOutcomeUnknown, type Random, retryDelay } from './retry.js';
import type { Answer } from './transport.js';

export type RetryPlan = {
  /** Most attempts at one item, the first included. */
  readonly maxAttempts: number;
  /** No attempt begins later than this after the first, in milliseconds. */
  readonly withinMs: number;
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
};

/** Where the attempts at one item have led. */
export type Settled = {
  /** The last answer. */
  readonly answer: Answer;
  readonly attempts: number;
  /** What became of at least one attempt is not known. A later refusal does not tell: the attempt may still arrive. */
  readonly isUnknown: boolean;
};

type Sending<Item> = { readonly item: Item } & { -readonly [Name in keyof Settled]: Settled[Name] };

/**
 * Sends items until each has an answer that is not to be repeated, or the attempts or the time are used up. Each round
 * sends those that are left together, after the longest of their waits. Ends early, and never rejects, on abort.
 *
 * ```
 *           good answer, final refusal, budget used up, aborted
 *  sending ────────────────────────────────────────────────────▶ settled
 *   │   ▲
 *   └───┘ refused for now, or unknown: Retry-After and jitter
 * ```
 */
export async function settle<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<readonly Answer[]>,
  plan: RetryPlan,
): Promise<readonly Settled[]> {
  const endsAt = performance.now() + plan.withinMs;
  const all = items.map((item): Sending<Item> => ({ item, answer: { error: plan.signal?.reason }, attempts: 0, isUnknown: false }));
  let left = all;
  while (left.length > 0 && !plan.signal?.aborted) {
    const answers = await send(left.map(({ item }) => item));
    left.forEach((sending, index) => note(sending, answers[index] ?? {}));
    const again = left.filter((sending) => mayRepeat(sending, plan));
    if (again.length === 0) break;
    const waits = again.map((sending) => ({ sending, delay: delayOf(sending, plan) }));
    const inTime = waits.filter(({ delay }) => performance.now() + delay <= endsAt);
    left = inTime.map(({ sending }) => sending);
    if (left.length > 0) await pause(Math.max(...inTime.map(({ delay }) => delay)), plan.signal);
  }
  return all;
}

function note<Item>(sending: Sending<Item>, answer: Answer): void {
  sending.attempts += 1;
  sending.answer = answer;
  sending.isUnknown ||= isOutcomeUnknown(answer);
}

function mayRepeat({ answer, attempts }: Settled, { maxAttempts }: RetryPlan): boolean {
  return attempts < maxAttempts && isRepeatable(answer);
}

function delayOf({ answer, attempts }: Settled, { random }: RetryPlan): number {
  return retryDelay(attempts, answer.retryAfterMs, random);
}
