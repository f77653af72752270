import type { LabelOf, Metric } from '../promql/selectors.js';

type Labels = Readonly<Record<string, string>>;
/** Labels of a metric, and any label of a target. */
type LabelsFor<M extends Metric> = { readonly [L in LabelOf<M> | 'le']?: string };

/** What one series does while the measured value stays the same. */
export type Behavior = { readonly name: string; readonly labels: Labels } & (
  /** Without a level there is no sample. */
  | { readonly type: 'gauge'; readonly level: number | undefined }
  /** A time that is so many seconds ago. */
  | { readonly type: 'time'; readonly secondsAgo: number }
  | { readonly type: 'counter'; readonly perSecond: number }
);

/** A stretch of time with the same measured value; without one there are no samples. */
export type Stretch = { readonly seconds: number; readonly measured: number | undefined } & {
  /** The counters begin again at 0, and then count on, before the stretch's first sample. */
  readonly restart?: boolean;
  /** How many times as much is counted. */
  readonly volume?: number;
};

/** One series as promtool reads it: a sample every so many seconds. */
export type InputSeries = { readonly series: string; readonly values: string };

export function shows<M extends Metric & { type: 'gauge' }>(metric: M, level: number | undefined, labels: LabelsFor<M> = {}): Behavior {
  return { type: 'gauge', name: metric.name, labels: labels as Labels, level };
}

/** A timestamp. */
export function showsTime<M extends Metric & { type: 'gauge' }>(metric: M, secondsAgo: number, labels: LabelsFor<M> = {}): Behavior {
  return { type: 'time', name: metric.name, labels: labels as Labels, secondsAgo };
}

export function counts<M extends Metric & { type: 'counter' }>(metric: M, perSecond: number, labels: LabelsFor<M> = {}): Behavior {
  return { type: 'counter', name: metric.name, labels: labels as Labels, perSecond };
}

/** Observations at `at` of a histogram: in every bucket that reaches it, and in the count. */
export function observes<M extends Metric & { type: 'histogram'; buckets: readonly number[] }>(
  metric: M,
  observations: readonly { readonly at: M['buckets'][number] | 'beyond'; readonly perSecond: number }[],
  labels: LabelsFor<M> = {},
): readonly Behavior[] {
  const within = (bound: number) => total(observations.filter(({ at }) => at !== 'beyond' && at <= bound));
  const bucket = (le: string, perSecond: number): Behavior => ({
    type: 'counter', name: `${metric.name}_bucket`, labels: { ...(labels as Labels), le }, perSecond,
  });
  return [
    ...metric.buckets.map((bound) => bucket(String(bound), within(bound))),
    bucket('+Inf', total(observations)),
    { type: 'counter', name: `${metric.name}_count`, labels: labels as Labels, perSecond: total(observations) },
  ];
}

function total(observations: readonly { readonly perSecond: number }[]): number {
  return observations.reduce((sum, { perSecond }) => sum + perSecond, 0);
}

/** The series of one process over the stretches, from 0 on, with `labels` besides their own. */
export function seriesOver(
  stretches: readonly Stretch[],
  behaviorsAt: (measured: number) => readonly Behavior[],
  every: number,
  labels: Labels = {},
): readonly InputSeries[] {
  const known = stretches.find(({ measured }) => measured !== undefined)?.measured;
  if (known === undefined) return [];
  return behaviorsAt(known).map(({ name, labels: own }, index) => ({
    series: formatSeries(name, { ...own, ...labels }),
    values: formatSamples(sampleSeries(stretches, (measured) => behaviorsAt(measured)[index], every)),
  }));
}

function sampleSeries(stretches: readonly Stretch[], behaviorAt: (measured: number) => Behavior | undefined, every: number) {
  const samples: (number | undefined)[] = [];
  let counted = 0;
  for (const [index, { seconds, measured, restart = false, volume = 1 }] of stretches.entries()) {
    const behavior = measured === undefined ? undefined : behaviorAt(measured);
    if (restart) counted = 0;
    // The first stretch begins with the sample at 0, the others after the last sample of the one before.
    const steps = wholeNumber(seconds / every) + (index === 0 ? 1 : 0);
    const increment = behavior?.type === 'counter' ? wholeNumber(behavior.perSecond * volume * every) : 0;
    for (let step = 0; step < steps; step += 1) {
      if (samples.length > 0) counted += increment;
      samples.push(behavior && sampleOf(behavior, counted, samples.length * every));
    }
  }
  return samples;
}

function sampleOf(behavior: Behavior, counted: number, now: number): number | undefined {
  if (behavior.type === 'gauge') return behavior.level;
  return behavior.type === 'time' ? now - behavior.secondsAgo : counted;
}

/** Counters count whole things; with anything else the values at a threshold would not be exact. */
function wholeNumber(value: number): number {
  const rounded = Math.round(value);
  if (Math.abs(value - rounded) > 1e-6) throw new Error(`${value} is no whole number: choose other values`);
  return rounded;
}

export function formatSeries(name: string, labels: Labels): string {
  return `${name}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}

/** promtool's notation: `a+bxn` is a, and n more with a distance of b. */
function formatSamples(samples: readonly (number | undefined)[]): string {
  const parts: string[] = [];
  let start = 0;
  while (start < samples.length) {
    const end = endOfRun(samples, start);
    const first = samples[start];
    if (first === undefined) parts.push(...formatGap(start, end - start));
    else parts.push(formatRun(first, samples[start + 1] ?? first, end - start));
    start = end;
  }
  return parts.join(' ');
}

/** Where the samples stop to rise by the same whole number, or to stay away. */
function endOfRun(samples: readonly (number | undefined)[], start: number): number {
  const distance = distanceAt(samples, start);
  let end = start + 1;
  while (end < samples.length && distance !== undefined && distanceAt(samples, end - 1) === distance) end += 1;
  return end;
}

function distanceAt(samples: readonly (number | undefined)[], index: number): number | 'none' | undefined {
  const [here, next] = [samples[index], samples[index + 1]];
  if (here === undefined) return next === undefined ? 'none' : undefined;
  if (next === undefined) return undefined;
  return here === next || (Number.isInteger(here) && Number.isInteger(next)) ? next - here : undefined;
}

/** A target that is gone leaves a mark that ends its series at once. */
function formatGap(start: number, length: number): readonly string[] {
  if (start === 0) return [`_x${length}`];
  return length === 1 ? ['stale'] : ['stale', `_x${length - 1}`];
}

function formatRun(first: number, second: number, length: number): string {
  if (length === 1) return String(first);
  const distance = second - first;
  return `${first}${distance < 0 ? '-' : '+'}${Math.abs(distance)}x${length - 1}`;
}
