/** How fast workers finish clicks, by what the admission script says of their number. */
export type DrainRate = {
  /**
   * @param finished clicks finished since the beginning.
   * @param nowMicros when that was so, on Redis' clock.
   */
  note(finished: number, nowMicros: number): void;
  /** Clicks a second over the last ten seconds or so; undefined until a second of them was seen. */
  clicksPerSecond(): number | undefined;
};

type Sample = { readonly finished: number; readonly atMicros: number };

const SECOND = 1e6;
const WINDOW = 10 * SECOND;

/** Keeps about a sample a second. It begins anew after a pause, when the clock steps back and when Redis was emptied. */
export function createDrainRate(): DrainRate {
  let samples: Sample[] = [];
  let latest: Sample = { finished: 0, atMicros: 0 };

  return {
    note(finished, atMicros) {
      const isNew = atMicros < latest.atMicros || atMicros > latest.atMicros + WINDOW || finished < latest.finished;
      latest = { finished, atMicros };
      if (isNew) samples = [];
      if (atMicros < (samples.at(-1)?.atMicros ?? -Infinity) + SECOND) return;
      samples = [...samples.filter((sample) => sample.atMicros > atMicros - WINDOW), latest];
    },
    clicksPerSecond() {
      const [oldest = latest] = samples;
      const micros = latest.atMicros - oldest.atMicros;
      return micros < SECOND ? undefined : ((latest.finished - oldest.finished) * SECOND) / micros;
    },
  };
}

/** Part of the cap that must be free before it is worth while to come back. */
const SHARE_OF_CAP = 0.1;
const LEAST_WAIT_MS = 1000;
const MOST_WAIT_MS = 60_000;

/** Milliseconds until a full queue has room again: 1 s to 60 s, and 1 s as long as nothing was measured. */
export function drainWaitMs(clicksPerSecond: number | undefined, cap: number): number {
  if (clicksPerSecond === undefined) return LEAST_WAIT_MS;
  const ms = (SHARE_OF_CAP * cap * 1000) / clicksPerSecond;
  return Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, ms));
}
