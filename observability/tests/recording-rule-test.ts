import { formatSeries, type InputSeries } from './series.js';

export type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

export type RecordingCase = {
  readonly name: string;
  readonly every: number;
  readonly series: readonly InputSeries[];
  /** All samples that are recorded at a time, in seconds from the first sample. */
  readonly checks: readonly { readonly at: number; readonly samples: readonly Sample[] }[];
};

/** What the rule that records a series must write, said without looking at it. */
export type RecordingRuleTest = {
  readonly record: string;
  /** The rule's own labels, where several rules record under one name. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly cases: readonly RecordingCase[];
  /** Compares what is rounded to this, since promtool allows for no difference; exactly, if not said. */
  readonly roundedTo?: number | undefined;
};

/** Tells the rules under one name apart: `name{label="value"}`. */
export function titleOf({ record, labels = {} }: Pick<RecordingRuleTest, 'record' | 'labels'>): string {
  return Object.keys(labels).length === 0 ? record : formatSeries(record, labels);
}
