import { MINUTE_MS, minuteOf, MINUTES_KEPT, type AcceptedMinutes, type ReadAcceptedMinutes } from '../queue/click-queue.js';

/** Counts the rows, committed by a majority, of clicks that were accepted from `from` on and before `to` (ms). */
export type CountRows = (from: number, to: number) => Promise<number>;

/** A minute of which Redis and the ledger have different numbers. */
export type DifferingMinute = {
  /** Its beginning, milliseconds since 1970. */
  readonly from: number;
  /** Clicks accepted minus rows. */
  readonly difference: number;
};

/** Whether every click that was accepted is in the ledger, and nothing else is. */
export type Conservation = {
  /** Clicks accepted minus rows, over all watched minutes: 0, or clicks were lost (above), or forgotten by Redis or doubled (below). */
  readonly difference: number;
  /** When the counts were read, milliseconds on Redis' clock. */
  readonly checkedAt: number;
  /** Oldest first. */
  readonly differing: readonly DifferingMinute[];
};

/** `undefined`: there is nothing to compare, or not all of it was compared yet. Throws when a store cannot be read. */
export type CheckConservation = () => Promise<Conservation | undefined>;

export type ConservationOptions = {
  /** Minutes for which a minute is looked at again and again after it was closed. */
  readonly watchedMinutes: number;
  /** Rows after which one check looks at no further minute. */
  readonly mostRows: number;
};

/**
 * MongoDB counts six million entries of an index in a second of one core, so a check takes a sixth of that. At 1,000
 * clicks a second four checks see the whole hour, at a hundred one does.
 */
const HOUR: ConservationOptions = { watchedMinutes: 60, mostRows: 1_000_000 };

type WatchedMinute = {
  /** When it is no longer looked at, milliseconds on Redis' clock. */
  readonly until: number;
  /** Number of the last check that compared it; 0 for none. */
  check: number;
  difference: number;
};

/**
 * Compares the clicks that Redis counted in each minute with the rows of that minute, minute by minute:
 *
 *   open --no batch that was opened before its end is unfinished--> closed --for an hour--> watched --> left alone
 *
 * Of a closed minute every click is in the ledger. Each check compares the minutes that were closed since the last one
 * and, in turn, as many of the others as it may: a row that is removed or added by hand later is noticed too.
 */
export function createConservationCheck(
  readMinutes: ReadAcceptedMinutes,
  countRows: CountRows,
  options: ConservationOptions = HOUR,
): CheckConservation {
  const watched = new Map<number, WatchedMinute>();
  let firstNotSeen: number | undefined;
  let checks = 0;

  /** Begins to watch what was closed since the last reading, at first the last hour of it; lets go of what was watched long enough. */
  function watch(reading: AcceptedMinutes): void {
    const { now, countedSince } = reading;
    const firstOpen = firstOpenMinute(reading);
    const from = Math.max(firstNotSeen ?? firstOpen - options.watchedMinutes, minuteOf(countedSince), minuteOf(now) - MINUTES_KEPT);
    for (let minute = from; minute < firstOpen; minute += 1) {
      const closedAt = firstNotSeen === undefined ? (minute + 1) * MINUTE_MS : now;
      watched.set(minute, { until: closedAt + options.watchedMinutes * MINUTE_MS, check: 0, difference: 0 });
    }
    firstNotSeen = Math.max(firstOpen, firstNotSeen ?? 0);
    for (const [minute, { until }] of watched) if (until <= now) watched.delete(minute);
  }

  /** Those that were never compared, then those that were not for the longest time, as many as one check may. */
  function chooseMinutes(reading: AcceptedMinutes): [number, WatchedMinute][] {
    const closed = [...watched].filter(([minute]) => minute < firstOpenMinute(reading));
    closed.sort(([minuteA, a], [minuteB, b]) => a.check - b.check || minuteA - minuteB);
    let rows = 0;
    return closed.filter(([minute]) => {
      const isChosen = rows < options.mostRows;
      rows += reading.counts.get(minute) ?? 0;
      return isChosen;
    });
  }

  function summarize(checkedAt: number): Conservation | undefined {
    const all = [...watched].sort(([minuteA], [minuteB]) => minuteA - minuteB);
    if (all.length === 0 || all.some(([, { check }]) => check === 0)) return undefined;
    const differing = all
      .filter(([, { difference }]) => difference !== 0)
      .map(([minute, { difference }]) => ({ from: minute * MINUTE_MS, difference }));
    return { difference: differing.reduce((sum, { difference }) => sum + difference, 0), checkedAt, differing };
  }

  return async () => {
    // Redis first: what is in its counts of closed minutes is in the ledger by then.
    const reading = await readMinutes();
    watch(reading);
    checks += 1;
    for (const [minute, entry] of chooseMinutes(reading)) {
      const rows = await countRows(Math.max(minute * MINUTE_MS, reading.countedSince), (minute + 1) * MINUTE_MS);
      entry.difference = (reading.counts.get(minute) ?? 0) - rows;
      entry.check = checks;
    }
    return summarize(reading.now);
  };
}

/** No click of an earlier minute is in flight. */
function firstOpenMinute({ now, oldestUnfinished = now }: AcceptedMinutes): number {
  return minuteOf(Math.min(now, oldestUnfinished));
}
