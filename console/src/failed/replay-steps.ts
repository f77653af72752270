import type { Answer, Problem } from '../api/ask.ts';
import type { LettersAnswer, ReplayAnswer, ReplayBody } from '../../../src/http/routes/admin-schemas.ts';

/** Letters that one request replays at most: the API's `MOST_REPLAYED`. */
export const STEP = 25;
/** Letters that one page of the API has at most. */
export const PAGE = 100;

export type LetterResult = ReplayAnswer['results'][number];
type AssumedAccount = NonNullable<ReplayAnswer['assumed']>[number];

/** A letter that was chosen, and whose click it holds. */
export type ChosenLetter = { readonly id: string; readonly userId?: string | undefined };

export function toChosen({ id, payload }: LettersAnswer['letters'][number]): ChosenLetter {
  return { id, userId: payload?.userId };
}

/** How far a run is. `stopped`: by a person; `failed`: for `problem`; in both cases the rest was left alone. */
export type ReplayProgress = {
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly total: number;
  readonly results: readonly LetterResult[];
  readonly problem?: Problem;
};

export type ReplayParts = {
  readonly send: (body: ReplayBody) => Promise<Answer<ReplayAnswer>>;
  readonly isDryRun: boolean;
  /** Asked before each request. */
  readonly isStopped: () => boolean;
  readonly onProgress: (progress: ReplayProgress) => void;
};

/**
 * Replays letters, or tries what that would come to, in requests of 25, one after the other.
 *
 *   running --all have a result--> done
 *   running --isStopped--> stopped
 *   running --no answer, or one without a result--> failed
 *
 * Letters that a request left alone, since its time was up, are in the next one. A run that failed may be begun anew with
 * the letters that have no result: a click is credited once at most, whatever is repeated. Requests of a dry run are told
 * what those before them would have left of their users' accounts, so that balances add up.
 */
export async function runReplay(letters: readonly ChosenLetter[], { send, isDryRun, isStopped, onProgress }: ReplayParts): Promise<ReplayProgress> {
  let progress: ReplayProgress = { state: 'running', total: letters.length, results: [] };
  const accounts = new Map<string, AssumedAccount>();
  const change = (next: Partial<ReplayProgress>) => onProgress((progress = { ...progress, ...next }));
  change({});
  for (let rest = letters; rest.length > 0; rest = leftOf(letters, progress.results)) {
    if (isStopped()) return (change({ state: 'stopped' }), progress);
    const step = rest.slice(0, STEP);
    const answer = await send({ ids: step.map(({ id }) => id), ...(isDryRun && { dryRun: true, assumed: accountsOf(step, accounts) }) });
    if (!answer.ok) return (change({ state: 'failed', problem: answer.problem }), progress);
    if (answer.value.results.length === 0) return (change({ state: 'failed', problem: TOO_SLOW }), progress);
    for (const account of answer.value.assumed ?? []) accounts.set(account.userId, account);
    change({ results: [...progress.results, ...answer.value.results] });
  }
  change({ state: 'done' });
  return progress;
}

function accountsOf(letters: readonly ChosenLetter[], accounts: ReadonlyMap<string, AssumedAccount>): AssumedAccount[] {
  const users = new Set(letters.map(({ userId }) => userId));
  return [...users].flatMap((userId) => (userId !== undefined && accounts.get(userId)) || []);
}

const TOO_SLOW: Problem = { name: 'too-slow', title: 'No letter was replayed in time', detail: 'The ledger is slow. Look at MongoDB, then go on with the rest.' };

/** Those without a result, in their order. */
export function leftOf(letters: readonly ChosenLetter[], results: readonly LetterResult[]): readonly ChosenLetter[] {
  const done = new Set(results.map(({ id }) => id));
  return letters.filter(({ id }) => !done.has(id));
}

/** Those of a dry run that a replay would bring to an end; one that would fail again waits for its cause to be mended. */
export function worthReplaying(results: readonly LetterResult[]): readonly ChosenLetter[] {
  return results.filter(({ result }) => result === 'credited' || result === 'rejected').map(({ id }) => ({ id }));
}

/** How many had each result; the most first. */
export function countResults(results: readonly LetterResult[]): readonly (readonly [LetterResult['result'], number])[] {
  const counts = new Map<LetterResult['result'], number>();
  for (const { result } of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** The letters of a filter as they are now, so that what comes meanwhile, or fails again, is not taken twice. */
export type Collected = { readonly letters: readonly ChosenLetter[]; readonly problem?: Problem; readonly isStopped: boolean };

/** @param load a page of them, the oldest first */
export async function collectLetters(
  load: (cursor: string | undefined) => Promise<Answer<LettersAnswer>>,
  { isStopped, onFound }: { readonly isStopped: () => boolean; readonly onFound: (found: number, of: number) => void },
): Promise<Collected> {
  const letters: ChosenLetter[] = [];
  for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
    if (isStopped()) return { letters, isStopped: true };
    const answer = await load(cursor);
    if (!answer.ok) return { letters, isStopped: false, problem: answer.problem };
    letters.push(...answer.value.letters.map(toChosen));
    cursor = answer.value.next;
    onFound(letters.length, answer.value.open);
  }
  return { letters, isStopped: false };
}
