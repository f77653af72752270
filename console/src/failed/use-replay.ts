import { useEffect, useRef, useState } from 'preact/hooks';
import type { LettersAnswer, ReplayAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { ask, type Problem } from '../api/ask.ts';
import { newestEntry } from '../audit/recorded.tsx';
import { toLettersAddress, type LetterFilter } from './letter-filter.ts';
import { collectLetters, leftOf, PAGE, runReplay, worthReplaying, type ChosenLetter, type LetterResult, type ReplayProgress } from './replay-steps.ts';

/** Which letters: these, or the open ones of a filter as they are when it begins. */
export type LetterChoice = { readonly letters: readonly ChosenLetter[] } | { readonly filter: LetterFilter };

export type ReplayState = {
  readonly collected: { readonly found: number; readonly of: number; readonly isDone: boolean; readonly problem?: Problem };
  readonly dryRun?: ReplayProgress;
  readonly replay?: ReplayProgress;
  /** Those that a replay would bring to an end. */
  readonly worth: readonly ChosenLetter[];
  /** The newest entry of the audit trail from before the replay. */
  readonly before?: string | undefined;
};

export type Replay = {
  readonly state: ReplayState | undefined;
  /** Collects the letters and tries what a replay would come to; changes nothing. */
  readonly begin: (choice: LetterChoice) => void;
  /** Replays what the dry run found worth it; again after a stop or a failure: the rest. */
  readonly replay: () => void;
  /** After the request that is under way. */
  readonly stop: () => void;
  readonly close: () => void;
};

const NOTHING: ReplayState = { collected: { found: 0, of: 0, isDone: false }, worth: [] };

/**
 *   (none) --begin--> collecting --> dry run --> asked --replay--> replaying --> ended
 *                          |            |                 ^            |
 *                          +---stop-----+-----------------+---stop-----+
 *
 * Leaving the view stops it. A later `begin` does so too: what an earlier run tells is not listened to any more.
 */
export function useReplay(onChanged: () => void): Replay {
  const [state, setState] = useState<ReplayState>();
  const run = useRef({ isStopped: false });
  const latest = useRef(onChanged);
  latest.current = onChanged;
  useEffect(() => () => void (run.current.isStopped = true), []);

  const start = () => {
    run.current.isStopped = true;
    return (run.current = { isStopped: false });
  };
  const begin = (choice: LetterChoice) => {
    const own = start();
    void prepare(choice, { isStopped: () => own.isStopped, onChange: (state) => run.current === own && setState(state) });
  };
  const replay = () => {
    if (!state || state.replay?.state === 'running') return;
    const own = start();
    void carryOut(state, { isStopped: () => own.isStopped, onChange: (state) => run.current === own && setState(state) }).then(() => latest.current());
  };
  return { state, begin, replay, stop: () => void (run.current.isStopped = true), close: () => (start(), setState(undefined)) };
}

type Watcher = { readonly isStopped: () => boolean; readonly onChange: (state: ReplayState) => void };

async function prepare(choice: LetterChoice, { isStopped, onChange }: Watcher): Promise<void> {
  let state = NOTHING;
  const change = (next: Partial<ReplayState>) => onChange((state = { ...state, ...next }));
  change({});
  const { letters, problem } = await collect(choice, isStopped, (found, of) => change({ collected: { found, of, isDone: false } }));
  change({ collected: { found: letters.length, of: letters.length, isDone: true, ...(problem && { problem }) } });
  if (problem || isStopped()) return;
  await runReplay(letters, { send, isDryRun: true, isStopped, onProgress: (dryRun) => change({ dryRun, worth: worthReplaying(dryRun.results) }) });
}

async function collect(choice: LetterChoice, isStopped: () => boolean, onFound: (found: number, of: number) => void) {
  if ('letters' in choice) return { letters: choice.letters, problem: undefined };
  const filter = { ...choice.filter, state: 'open' } as const;
  const load = (cursor: string | undefined) => ask<LettersAnswer>(toLettersAddress(filter, { limit: PAGE, order: 'oldest', ...(cursor !== undefined && { cursor }) }));
  const { letters, problem } = await collectLetters(load, { isStopped, onFound });
  return { letters, problem };
}

async function carryOut(state: ReplayState, { isStopped, onChange }: Watcher): Promise<void> {
  const done: readonly LetterResult[] = state.replay?.results ?? [];
  const rest = leftOf(state.worth, done);
  // Of the first run: what goes on later is shown with it.
  const before = state.replay ? state.before : await newestEntry('replay-dead-letters');
  await runReplay(rest, {
    send,
    isDryRun: false,
    isStopped,
    onProgress: (progress) => onChange({ ...state, before, replay: { ...progress, total: state.worth.length, results: [...done, ...progress.results] } }),
  });
}

const send = (body: object) => ask<ReplayAnswer>('/api/admin/dead-letters/replay', { method: 'POST', body });
