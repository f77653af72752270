/** What `mining-clicks load` says in the end. */
export type LoadSummary = {
  readonly sent: number;
  /** Answers by status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Attempts without an answer, by the reason. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** 429s by bucket. */
  readonly buckets: Readonly<Record<string, number>>;
  /** Percentiles in milliseconds, by their names: `p50`, `p99`. */
  readonly acceptedMs: Readonly<Record<string, number>>;
  readonly refusedMs: Readonly<Record<string, number>>;
  /** Share of the sends that began late by the fault of the load itself. */
  readonly lateShare: number;
  readonly worstLateMs: number;
  /** Clicks that were due and never sent: too many were in flight. */
  readonly unsent: number;
};

/** @throws Error when it is not the summary of a load. */
export function readLoadSummary(text: string): LoadSummary {
  const line = (start: string): string => new RegExp(`^${start}(.*)$`, 'm').exec(text)?.[1] ?? '';
  const own = /\(([\d.]+) %\), at worst ([\d.]+) ms/.exec(line('own faults'));
  if (!own) throw new Error(`the load did not end as it should:\n${text}`);
  return {
    sent: Number(/\d+/.exec(line('sent'))?.[0]),
    answers: readPairs(line('answers'), /(\d+): (\d+)/g),
    unanswered: readPairs(line('unanswered'), /(\w+): (\d+)/g),
    buckets: readPairs(line('refused by'), /([\w-]+): (\d+)/g),
    acceptedMs: readPairs(line('latency    202 and 200'), /(p[\d.]+) ([\d.]+) ms/g),
    refusedMs: readPairs(line('latency    all others'), /(p[\d.]+) ([\d.]+) ms/g),
    lateShare: Number(own[1]) / 100,
    worstLateMs: Number(own[2]),
    unsent: Number(/(\d+) were never sent/.exec(line('own faults'))?.[1] ?? 0),
  };
}

function readPairs(text: string, pair: RegExp): Record<string, number> {
  return Object.fromEntries([...text.matchAll(pair)].map(([, name = '', value]) => [name, Number(value)]));
}
