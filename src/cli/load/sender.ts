import { isRepeatable, retryDelay, type ClickResult } from '../../client/mining-client.js';
import type { Random } from './arrivals.js';
import type { LoadClick } from './click-source.js';
import type { SimulatedClients } from './clients.js';
import type { Journal } from './journal.js';
import type { AttemptLine } from './journal-line.js';
import type { Clock } from './schedule.js';
import { errorCodeOf, isSafe, type AttemptKind, type Tally } from './tally.js';

export type SenderSettings = {
  readonly clients: SimulatedClients;
  readonly tokenOf: (userId: string) => string;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly random: Random;
  /** Repeat clicks that were refused for now or whose outcome is unknown. */
  readonly repeats: boolean;
  readonly maxInFlight: number;
};

export type Sender = ReturnType<typeof createSender>;

/** Sends attempts, writes down how each ended, and repeats those that must be. Nothing here waits for an answer. */
export function createSender(settings: SenderSettings) {
  const { clients, tokenOf, journal, tally, clock, random } = settings;
  const timers = new Set<NodeJS.Timeout>();
  let repeating = settings.repeats;
  let settled: (() => void) | undefined;

  function send(click: LoadClick, kind: AttemptKind, dueAt: number): void {
    if (tally.totals.inFlight >= settings.maxInFlight) return leaveOut(click, kind);
    tally.startAttempt(kind, clock() - dueAt);
    click.attempts += 1;
    const sent = Date.now();
    const input = { idempotencyKey: click.key, ...click.details };
    void clients.post(click.client, tokenOf(click.userId), input).then((result) => {
      tally.endAttempt(click, result, clock() - dueAt);
      journal.write(attemptLine(click, kind, sent, result));
      click.accepted ||= isSafe(result);
      if (isRepeatable(result)) repeatLater(click, result.retryAfterMs);
      settleIfIdle();
    });
  }

  function leaveOut(click: LoadClick, kind: AttemptKind): void {
    if (kind === 'repeat') repeatLater(click);
    else tally.leaveOut();
  }

  function repeatLater(click: LoadClick, retryAfterMs?: number): void {
    if (!repeating || click.accepted || click.repeatPending) return;
    click.repeatPending = true;
    const delay = retryDelay(click.attempts, retryAfterMs, random);
    const dueAt = clock() + delay;
    const timer = setTimeout(() => {
      timers.delete(timer);
      click.repeatPending = false;
      if (!click.accepted) send(click, 'repeat', dueAt);
      settleIfIdle();
    }, delay);
    timers.add(timer);
  }

  function settleIfIdle(): void {
    if (tally.totals.inFlight === 0 && timers.size === 0) settled?.();
  }

  return {
    send,

    /** Resolves when nothing is in flight and nothing is to be repeated. */
    settle(): Promise<void> {
      return new Promise((resolve) => {
        settled = resolve;
        settleIfIdle();
      });
    },

    /** From now on nothing is repeated. */
    stopRepeating(): void {
      repeating = false;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      settleIfIdle();
    },
  };
}

function attemptLine(click: LoadClick, kind: AttemptKind, sent: number, result: ClickResult): AttemptLine {
  const error = errorCodeOf(result);
  return {
    key: click.key,
    user: click.userId,
    sent,
    received: Date.now(),
    status: error === undefined ? (result.status ?? null) : null,
    ...(result.click && { clickId: result.click.clickId }),
    ...(result.problem?.outcome !== undefined && { outcome: result.problem.outcome }),
    ...(error !== undefined && { error }),
    kind,
  };
}
