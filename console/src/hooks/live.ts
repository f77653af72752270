import type { Answer, Problem } from '../api/ask.ts';

export type LiveState<T> = {
  /** The last that came, however old. */
  readonly value: T | undefined;
  /** When it came, by the clock of this machine. */
  readonly at: number | undefined;
  /** Why the latest try brought nothing. */
  readonly problem: Problem | undefined;
  /** There is a value, and a newer one could not be had. */
  readonly isStale: boolean;
};

export const NOTHING_YET: LiveState<never> = { value: undefined, at: undefined, problem: undefined, isStale: false };

export type LiveParts<T> = {
  readonly load: (signal: AbortSignal) => Promise<Answer<T>>;
  /** Milliseconds from one answer to the next request; 0: asked once. */
  readonly everyMs: number;
  readonly onChange: (state: LiveState<T>) => void;
  /** Nobody sees the page: nothing is asked until `wake`. */
  readonly isHidden: () => boolean;
};

export type LiveLoop = {
  /** Asks now, unless a request is under way. */
  readonly reload: () => void;
  /** To be called when the page is seen again. */
  readonly wake: () => void;
  readonly stop: () => void;
};

/**
 *            reload, wake, timer (and the page is seen)
 *   resting ---------------------------------------------> asking
 *      ^                                                      |
 *      +-------- answer or problem: onChange, set timer ------+
 *
 * At most one request is under way. After `stop`, nothing is asked and nobody is told.
 */
export function startLive<T>({ load, everyMs, onChange, isHidden }: LiveParts<T>): LiveLoop {
  const abort = new AbortController();
  let state: LiveState<T> = NOTHING_YET;
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const askNow = async () => {
    if (isAsking || abort.signal.aborted) return;
    isAsking = true;
    clearTimeout(timer);
    const answer = await load(abort.signal);
    isAsking = false;
    if (abort.signal.aborted) return;
    state = afterAnswer(state, answer, Date.now());
    if (everyMs > 0) timer = setTimeout(askIfSeen, everyMs);
    onChange(state);
  };
  const askIfSeen = () => {
    timer = undefined;
    if (!isHidden()) void askNow();
  };

  void askNow();
  return {
    reload: () => void askNow(),
    wake: () => {
      if (everyMs > 0 && timer === undefined) askIfSeen();
    },
    stop: () => {
      abort.abort();
      clearTimeout(timer);
    },
  };
}

function afterAnswer<T>(before: LiveState<T>, answer: Answer<T>, now: number): LiveState<T> {
  if (answer.ok) return { value: answer.value, at: now, problem: undefined, isStale: false };
  return { ...before, problem: answer.problem, isStale: before.at !== undefined };
}
