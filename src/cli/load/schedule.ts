import { setImmediate } from 'node:timers/promises';
import { pause } from '../../client/pause.js';

/** A clock that never steps back, in milliseconds. */
export type Clock = () => number;

export type Schedule = {
  readonly arrivals: () => number;
  readonly durationMs: number;
  readonly clock: Clock;
  /** Ends the schedule early. */
  readonly signal: AbortSignal;
  /** Called once for each arrival, with the time at which it fell due; must not throw. */
  readonly send: (dueAt: number) => void;
};

/** Answers are looked at after at most so many sends in a row, or a load that is behind would never read one. */
const SENDS_IN_A_ROW = 64;

/**
 * Sends when the schedule says, whatever the answers do: what falls due while this process is busy is sent at once
 * afterwards, with the time at which it was due, and never left out.
 */
export async function runSchedule({ arrivals, durationMs, clock, signal, send }: Schedule): Promise<void> {
  const startedAt = clock();
  let due = arrivals();
  let inARow = 0;
  while (due < durationMs && !signal.aborted) {
    const wait = startedAt + due - clock();
    if (wait > 0 || inARow === SENDS_IN_A_ROW) {
      await (wait > 0 ? pause(wait, signal) : setImmediate());
      inARow = 0;
    } else {
      send(startedAt + due);
      inARow += 1;
      due = arrivals();
    }
  }
}
