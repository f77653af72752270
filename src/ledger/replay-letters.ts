import { hideUser, runAudited, type Actor, type AuditedEnd, type AuditTrail } from './audit-trail.js';
import type { AssumedAccounts, DeadLetterReader, DeadLetterReplayer, LetterFilter, ReplayResult } from './dead-letters.js';

/** Which letters: these, or the oldest open ones of a filter, `limit` at most. */
export type LetterChoice = { readonly ids: readonly string[] } | { readonly filter: LetterFilter; readonly limit: number };

export type ChosenLetters = {
  readonly ids: readonly string[];
  /** How many open letters the choice is of. */
  readonly matching: number;
};

/** Letters that one page of a choice has. */
const PAGE = 500;

/** Chooses by the first failure, the oldest first. */
export async function chooseLetters(letters: DeadLetterReader, choice: LetterChoice): Promise<ChosenLetters> {
  if ('ids' in choice) return { ids: [...new Set(choice.ids)], matching: choice.ids.length };
  const { filter, limit } = choice;
  const ids: string[] = [];
  for (let cursor: string | undefined, isMore = true; isMore && ids.length < limit; isMore = cursor !== undefined) {
    const query = { ...filter, state: 'open', order: 'oldest', limit: Math.min(PAGE, limit - ids.length) } as const;
    const page = await letters.list({ ...query, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.letters.map(({ id }) => id));
    cursor = page.next;
  }
  return { ids, matching: await letters.countOpen(filter) };
}

export type LetterResult = { readonly id: string } & ReplayResult;

export type ReplayRun = {
  readonly actor: Actor;
  /** What was asked for, as the audit trail is to keep it. */
  readonly asked: Readonly<Record<string, string | number | readonly string[]>>;
  /** Letters a second, more than 0. */
  readonly rate: number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Asked before each letter; the rest is left alone when it says so. */
  readonly isStopped: () => boolean;
  /** Told of each letter as it is done. */
  readonly onResult: (result: LetterResult) => void;
};

/**
 * Replays these letters one after the other, not faster than `rate`, and writes into the audit trail what came of it.
 * `stopped`: some were left alone.
 *
 * @throws PipelineError `LEDGER_UNAVAILABLE`, after which the rest is left alone; repeat the whole.
 */
export function replayLetters(replayer: DeadLetterReplayer, trail: AuditTrail, ids: readonly string[], run: ReplayRun) {
  return runAudited(trail, { ...run.actor, act: 'replay-dead-letters', filter: run.asked }, async (count) => {
    let isFirst = true;
    for (const id of ids) {
      if (!isFirst) await run.pause(1000 / run.rate);
      isFirst = false;
      if (run.isStopped()) return 'stopped';
      const result = await replayer.replay(id, run.actor);
      count(result.result);
      run.onResult({ id, ...result });
    }
    return 'done';
  });
}

/**
 * What a replay of these letters would come to as things are now, one after the other: each finds what the ones before it
 * would have left. Changes nothing but `assumed`, to which the users are added whose clicks would be credited.
 */
export async function previewLetters(
  { preview }: DeadLetterReplayer,
  ids: readonly string[],
  { actor, onResult, assumed = new Map() }: Pick<ReplayRun, 'actor' | 'onResult'> & { readonly assumed?: AssumedAccounts },
): Promise<AuditedEnd> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const result = await preview(id, actor, assumed);
    counts[result.result] = (counts[result.result] ?? 0) + 1;
    onResult({ id, ...result });
  }
  return { result: 'done', counts };
}

/** A choice as the audit trail keeps it. */
export function describeChoice(choice: LetterChoice): ReplayRun['asked'] {
  if ('ids' in choice) return { ids: choice.ids };
  const { code, userId, since, before } = choice.filter;
  return { ...(code && { code }), ...(userId !== undefined && hideUser(userId)), ...(since && { since: since.toISOString() }), ...(before && { before: before.toISOString() }), limit: choice.limit };
}
