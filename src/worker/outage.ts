import { circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError, isIsolatedCircuitError } from 'cockatiel';
import { errorCodeOf, PipelineError } from '../click/codes.js';
import type { LedgerPoster } from '../ledger/ledger.js';

export type OutageOptions = {
  /** Succeeds when the ledger answers. */
  readonly ping: () => Promise<void>;
  /** Milliseconds before ping `n` (from 1). */
  readonly pauseMs: (tries: number) => number;
  /** Milliseconds that a posting may be awaited after a ping was answered, before jobs are taken to have one. */
  readonly trialMs: number;
  /** Told whenever the worker has to stop taking jobs, with the reason, and when it may take them again. */
  readonly onChange: (reason: OutageReason | undefined) => void;
};

/** What is wrong with the ledger: it does not answer, or it answers and takes no posting. */
export type OutageReason = 'silent' | 'taking-nothing';

/** Calls that fail in a row for the ledger's absence before the worker pauses. */
const FAILURES_IN_A_ROW = 3;

export type LedgerOutage = {
  /** Lets no call through while the ledger is known to be away: it waits. */
  guard(poster: LedgerPoster): LedgerPoster;
  /** Why the worker takes no jobs; undefined when it does. */
  reason(): OutageReason | undefined;
  /** Asks no more; calls that wait go on waiting. */
  stop(): void;
};

/**
 * Outage mode: while the ledger is away the worker takes no jobs, and those in hand wait without using up an attempt.
 *
 *   working --3 calls in a row: LEDGER_UNAVAILABLE--> paused: calls wait, a ping now and then
 *      ^                                                |  a ping is answered
 *      |                                                v
 *      +--a call succeeds-------------------------- on trial: calls go through, still no jobs are taken
 *      |                                                |  LEDGER_UNAVAILABLE once: paused again
 *      +--no call comes for `trialMs`: jobs are taken, -+
 *         and the first failure pauses again
 *
 * The breaker counts; it is held open by hand, since its own clock is the wall's and may step back.
 */
export function createLedgerOutage({ ping, pauseMs, trialMs, onChange }: OutageOptions): LedgerOutage {
  const isAway = (fault: unknown): boolean => errorCodeOf(fault) === 'LEDGER_UNAVAILABLE';
  const breaker = circuitBreaker(handleWhen(isAway), { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW) });
  let reason: OutageReason | undefined;
  let answered: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function change(next: OutageReason | undefined): void {
    if (next === reason) return;
    reason = next;
    onChange(next);
  }

  function startTimer(work: () => void, milliseconds: number): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(work, milliseconds);
  }

  function pause(): void {
    const hold = breaker.isolate();
    change(reason ?? 'silent');
    answered = new Promise((resolve) => askUntilAnswered(1, resolve)).then(() => {
      answered = undefined;
      hold.dispose();
      startTimer(() => change(undefined), trialMs);
    });
  }

  function askUntilAnswered(tries: number, resolve: (value: unknown) => void): void {
    const ask = () => ping().then(() => change('taking-nothing')).then(resolve, () => {
      change('silent');
      askUntilAnswered(tries + 1, resolve);
    });
    startTimer(() => void ask(), pauseMs(tries));
  }

  breaker.onBreak((why) => {
    if (!('isolated' in why)) pause();
  });

  async function call<T>(work: () => Promise<T>): Promise<T> {
    while (answered) await answered;
    clearTimeout(timer);
    try {
      const result = await breaker.execute(work);
      change(undefined);
      return result;
    } catch (fault) {
      const isHeldBack = isBrokenCircuitError(fault) || isIsolatedCircuitError(fault);
      // Any other answer of the ledger is an answer.
      if (!isHeldBack && !isAway(fault)) change(undefined);
      if (!isHeldBack) throw fault;
      throw new PipelineError('LEDGER_UNAVAILABLE', 'the worker waits for MongoDB', { cause: fault });
    }
  }

  return {
    guard: (poster) => passThrough(poster, call),
    reason: () => reason,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The poster, each of whose calls goes through `call`. */
function passThrough(poster: LedgerPoster, call: <T>(work: () => Promise<T>) => Promise<T>): LedgerPoster {
  return {
    get takerId() {
      return poster.takerId;
    },
    postBatch: (clicks) => call(() => poster.postBatch(clicks)),
    recordFailure: (...failure) => call(() => poster.recordFailure(...failure)),
    recordMissingBatch: (batchId) => call(() => poster.recordMissingBatch(batchId)),
    endSessions: (takerIds) => call(() => poster.endSessions(takerIds)),
    close: () => poster.close(),
  };
}
