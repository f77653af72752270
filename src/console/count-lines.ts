import type { LogLine } from './found.js';
import type { LogQuestion } from './log-query.js';
import type { ParsedLogQuery } from './logql.js';
import type { QuerySeries, Sample } from './measured.js';
import { valueOf } from './select-lines.js';

export type LineCounts = {
  add(line: LogLine): void;
  /** @param since times whose lines are not all known, as they reach further back than this, are left out */
  series(since: number): readonly QuerySeries[];
};

/** Counts lines as Loki does: at each time those that are at most `rangeMs` older, to the millisecond; none is no sample. */
export function createLineCounts({ start, end, stepSeconds }: LogQuestion, { by, rangeMs }: NonNullable<ParsedLogQuery['count']>): LineCounts {
  const stepMs = stepSeconds * 1000;
  const counts = new Map<string, Map<number, number>>();
  return {
    add: (line) => {
      const value = valueOf(line, by);
      const ofValue = counts.get(value) ?? new Map<number, number>();
      counts.set(value, ofValue);
      const first = start + Math.max(0, Math.ceil((line.at - start) / stepMs)) * stepMs;
      for (let at = first; at <= end && at < line.at + rangeMs; at += stepMs) ofValue.set(at, (ofValue.get(at) ?? 0) + 1);
    },
    series: (since) =>
      [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([value, ofValue]) => {
        const known = [...ofValue].filter(([at]) => at - rangeMs >= since).sort(([a], [b]) => a - b);
        const values = known.map(([at, count]): Sample => [at / 1000, String(count)]);
        return values.length === 0 ? [] : [{ metric: value === '' ? {} : { [by]: value }, values }];
      }),
  };
}
