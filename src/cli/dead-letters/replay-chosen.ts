import { setTimeout as pause } from 'node:timers/promises';
import type { RewardRules } from '../../click/reward-policy.js';
import type { Actor, AuditedEnd } from '../../ledger/audit-trail.js';
import { chooseLetters, describeChoice, previewLetters, replayLetters, type ChosenLetters, type LetterChoice, type LetterResult } from '../../ledger/replay-letters.js';
import { confirm } from '../confirm.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { describeResult } from './format.js';
import { toLetterFilter, type FilterOptions } from './letter-filter.js';
import { refuse, withLetters, type OpenedLetters } from './open-letters.js';

export type ReplayOptions = FilterOptions & {
  readonly all?: true;
  readonly limit: number;
  readonly allowMoreThan100?: true;
  readonly rate: number;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
};

/** Letters that one command replays unless it is said that there may be more. */
export const MOST_UNASKED = 100;

/** What is left open after a replay. */
const LEFT_OPEN: ReadonlySet<string> = new Set(['failed', 'unreplayable', 'absent']);

/** Runs the command; the result is the exit code: 0 all is well, 1 some are open still, 2 nothing was done. */
export async function replayChosen(ids: readonly string[], options: ReplayOptions): Promise<number> {
  const fault = findFault(ids, options);
  if (fault !== undefined) return refuse(fault);
  const choice: LetterChoice = ids.length > 0 ? { ids } : { filter: toLetterFilter(options, Date.now()), limit: options.limit };
  return withLetters(async (opened) => {
    const chosen = await chooseLetters(opened.letters, choice);
    if (!options.json) process.stdout.write(`${describeChosen(chosen, opened.rules)}\n`);
    if (options.dryRun) return preview(opened, chosen, options);
    if (chosen.ids.length === 0) return report(options, chosen, [], { result: 'done', counts: {} });
    const isConfirmed = options.yes ?? (await confirm(`Replay ${chosen.ids.length} of them, ${options.rate} a second?`));
    if (!isConfirmed) return refuse('Nothing was done: it was not confirmed. Without a terminal, add --yes.');
    return replay(opened, chosen, choice, options);
  });
}

/** What is wrong with the choice, in a sentence. */
export function findFault(ids: readonly string[], options: ReplayOptions): string | undefined {
  const isFiltered = [options.user, options.code, options.olderThan, options.newerThan].some((option) => option !== undefined);
  if (ids.length > 0 && (isFiltered || options.all)) return 'Give ids or options that choose, not both.';
  if (options.all && isFiltered) return 'Give --all or options that choose some, not both.';
  if (ids.length === 0 && !isFiltered && !options.all) return 'Say which: give ids, --user, --code, --older-than, --newer-than, or --all.';
  if (Math.max(options.limit, ids.length) > MOST_UNASKED && !options.allowMoreThan100) return `More than ${MOST_UNASKED} at once needs --allow-more-than-${MOST_UNASKED}.`;
  return undefined;
}

async function preview({ replayer }: OpenedLetters, chosen: ChosenLetters, options: ReplayOptions): Promise<number> {
  const results: LetterResult[] = [];
  return report(options, chosen, results, await previewLetters(replayer, chosen.ids, { actor: whoActs(), onResult: noteResult(results, options) }));
}

async function replay({ replayer, trail }: OpenedLetters, chosen: ChosenLetters, choice: LetterChoice, options: ReplayOptions): Promise<number> {
  const results: LetterResult[] = [];
  const end = await stopOnSignal((signal) =>
    replayLetters(replayer, trail, chosen.ids, {
      actor: whoActs(),
      asked: describeChoice(choice),
      rate: options.rate,
      pause: (milliseconds) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
      isStopped: () => signal.aborted,
      onResult: noteResult(results, options),
    }),
  );
  return report(options, chosen, results, end);
}

function whoActs(): Actor {
  return { by: operatingSystemUser(), via: 'command' };
}

/** Tells people of each letter as it is done; programs get all of it at the end. */
function noteResult(results: LetterResult[], { json }: ReplayOptions): (result: LetterResult) => void {
  return (result) => {
    results.push(result);
    if (!json) process.stdout.write(`${result.id}  ${describeResult(result)}\n`);
  };
}

function report({ json, dryRun }: ReplayOptions, { ids, matching }: ChosenLetters, results: readonly LetterResult[], end: AuditedEnd): number {
  const summary = Object.entries(end.counts).map(([result, count]) => `${count} ${result}`).join(', ');
  const untouched = end.result === 'stopped' ? `; stopped, ${ids.length - results.length} left alone` : '';
  if (json) process.stdout.write(`${JSON.stringify({ dryRun: dryRun ?? false, matching, ...end, results }, undefined, 2)}\n`);
  else process.stdout.write(`${dryRun ? 'Nothing was done; it would be: ' : ''}${summary || 'nothing to do'}${untouched}.\n`);
  return end.result === 'done' && results.every(({ result }) => !LEFT_OPEN.has(result)) ? 0 : 1;
}

function describeChosen({ ids, matching }: ChosenLetters, { amount, cooldownMs, dailyCap }: RewardRules): string {
  const some = ids.length < matching ? `, of which the ${ids.length} oldest` : '';
  const limits = [cooldownMs > 0 && `${cooldownMs / 1000} s between two`, dailyCap > 0 && `at most ${dailyCap} a day`].filter((limit) => limit !== false);
  return `${matching} dead letter${matching === 1 ? '' : 's'}${some}. The reward is ${[`${amount} for each click`, ...limits].join(', ')}.`;
}
