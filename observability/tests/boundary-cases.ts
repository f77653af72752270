import type { Duration } from '../alerts/alert.js';
import { secondsOf, type Case, type CaseKind, type Cases, type FiringAlert, type Reason } from './alert-test.js';
import { seriesOver, type Behavior, type InputSeries, type Stretch } from './series.js';

type Labels = Readonly<Record<string, string>>;

/**
 * How an alert compares one measured value. The two values beside its threshold say which comparison it is: it must be
 * silent at one and fire at the other, however long the first or short the second lasts.
 */
export type Boundary = {
  readonly silentAt: number;
  readonly firesAt: number;
  readonly for?: Duration;
  /** It averages over this time; without it it looks at the latest value. */
  readonly window?: Duration;
  /** All series of a process while this is what is measured; those that must not matter too. */
  readonly behaviors: (measured: number) => readonly Behavior[];
  /** What the values of two processes make: an alert each, or one for their sum, mean, largest or smallest. */
  readonly together: 'each' | 'sum' | 'mean' | 'max' | 'min';
  /** The alert's labels, from its process's; unless it is one alert for each, it has none. */
  readonly labels?: (target: Labels) => Labels;
  /** `{{ $value }}`, where that is not what is measured. */
  readonly value?: (measured: number) => number;
  /** Seconds between two samples. */
  readonly every?: number;
  /** How long the good value lasts first; the window, if not said. */
  readonly settle?: Duration;
  /** Which process the series come from; none for recorded ones. */
  readonly job?: string | 'none';
};

const TARGETS = ['one', 'two'];

/** The cases on both sides of the boundary. Those that do not apply are replaced by a reason. */
export function boundaryCases(boundary: Boundary, instead: Partial<Record<CaseKind, Reason | readonly Case[]>> = {}): Cases {
  const counters = boundary.behaviors(boundary.silentAt).some(({ type }) => type === 'counter');
  const gaugesOnly = 'It reads gauges only.';
  return {
    below: [heldCase(boundary, 'below', boundary.silentAt * 2 - boundary.firesAt)],
    at: [heldCase(boundary, 'at', boundary.silentAt)],
    ...sharpCases(boundary),
    noData: [{ name: 'no data', every: everyOf(boundary), series: [], checks: [{ at: timesOf(boundary).settled, firing: [] }] }],
    counterReset: counters ? restartCases(boundary) : gaugesOnly,
    twoInstances: twoInstances(boundary),
    zeroTraffic: counters ? [zeroTraffic(boundary)] : gaugesOnly,
    changingTraffic: boundary.together === 'mean' ? [changingTraffic(boundary)] : 'It looks at no share.',
    ...instead,
  };
}

/** Also for special cases: what one process shows, stretch by stretch. */
export function oneProcess(boundary: Boundary, stretches: readonly Stretch[], index = 0): readonly InputSeries[] {
  return seriesOver(stretches, boundary.behaviors, everyOf(boundary), targetOf(boundary, index));
}

export function firingOf(boundary: Boundary, measured: number, index = 0): FiringAlert {
  const { labels, together, value = (same: number) => same } = boundary;
  const target = targetOf(boundary, index);
  return { labels: labels ? labels(target) : together === 'each' ? target : {}, value: value(measured) };
}

function heldCase(boundary: Boundary, name: string, measured: number): Case {
  const { every, settled, hold } = timesOf(boundary);
  const end = settled + hold + 2 * every;
  return {
    name, every, series: oneProcess(boundary, [{ seconds: end, measured }]),
    checks: [{ at: settled, firing: [] }, { at: end, firing: [] }],
  };
}

/** At the good value until everything has settled, then at the bad one until the alert has fired, then back. */
function sharpCases(boundary: Boundary): Pick<Cases, 'above' | 'pending' | 'recovery'> {
  const { every, settled, window, hold } = timesOf(boundary);
  const fires = settled + every + hold;
  const recovered = fires + Math.max(window, every);
  const stretches: readonly Stretch[] = [
    { seconds: settled, measured: boundary.silentAt },
    { seconds: fires - settled, measured: boundary.firesAt },
    { seconds: recovered - fires + every, measured: boundary.silentAt },
  ];
  const series = oneProcess(boundary, stretches);
  const firing = (at: number) => ({ at, firing: [firingOf(boundary, averageAt(stretches, at, window || every))] });
  const silent = (at: number) => ({ at, firing: [] });
  return {
    above: [{ name: 'above', every, series, checks: [firing(fires)] }],
    pending: [{ name: 'one evaluation before it fires', every, series, checks: [silent(fires - every)] }],
    recovery: [{ name: 'recovery', every, series, checks: [firing(recovered - every), silent(recovered)] }],
  };
}

function restartCases(boundary: Boundary): readonly Case[] {
  const { every, settled, hold } = timesOf(boundary);
  const before = settled + hold + every;
  const held = (name: string, measured: number, firing: readonly FiringAlert[]): Case => {
    const stretches: readonly Stretch[] = [
      { seconds: before, measured },
      { seconds: hold + 2 * every, measured, restart: true },
    ];
    const checks = [before, before + every, before + hold + 2 * every].map((at) => ({ at, firing }));
    return { name, every, series: oneProcess(boundary, stretches), checks };
  };
  return [
    held('a restart at the last good value', boundary.silentAt, []),
    held('a restart while it fires', boundary.firesAt, [firingOf(boundary, boundary.firesAt)]),
  ];
}

function zeroTraffic(boundary: Boundary): Case {
  const { every, settled, hold } = timesOf(boundary);
  const atRest = (measured: number) => boundary.behaviors(measured).map((behavior) => (behavior.type === 'counter' ? { ...behavior, perSecond: 0 } : behavior));
  const end = settled + hold + 2 * every;
  const series = seriesOver([{ seconds: end, measured: boundary.silentAt }], atRest, every, targetOf(boundary, 0));
  return { name: 'no traffic', every, series, checks: [{ at: end, firing: [] }] };
}

/** A share stays the same whatever its traffic does: as long as all its parts look at the same time. */
function changingTraffic(boundary: Boundary): Case {
  const { every, settled, window, hold } = timesOf(boundary);
  const before = settled + hold + every;
  const measured = boundary.firesAt;
  const stretches: readonly Stretch[] = [
    { seconds: before, measured },
    { seconds: window, measured, volume: 4 },
    { seconds: window + hold, measured },
  ];
  const ends = [before, before + window / 2, before + window, before + window * 1.5, before + 2 * window + hold];
  const checks = ends.map((end) => ({ at: end - (end % every), firing: [firingOf(boundary, measured)] }));
  return { name: 'more traffic, then less', every, series: oneProcess(boundary, stretches), checks };
}

/** Each pair of values that two processes hold, and what that makes. */
function twoInstances(boundary: Boundary): readonly Case[] {
  const { silentAt: good, firesAt: bad, together } = boundary;
  const further = (from: number, steps: number) => from + steps * (bad - good);
  const alert = (index: number, measured = bad) => firingOf(boundary, measured, index);
  const pairs: Record<Boundary['together'], readonly (readonly [number, number, readonly FiringAlert[]])[]> = {
    each: [[bad, good, [alert(0)]], [good, good, []], [bad, bad, [alert(0), alert(1)]]],
    sum: [[good, bad - good, [alert(0)]], [good, 0, []]],
    mean: [[further(bad, 1), good, [alert(0)]], [bad, further(good, -1), []]],
    max: [[bad, good, [alert(0)]], [good, good, []], [good, bad, [alert(0)]], [bad, bad, [alert(0)]]],
    min: [[bad, good, []], [good, bad, []], [bad, bad, [alert(0)]]],
  };
  return pairs[together].map(([first, second, firing]) => pairCase(boundary, first, second, firing));
}

function pairCase(boundary: Boundary, first: number, second: number, firing: readonly FiringAlert[]): Case {
  const { every, settled, hold } = timesOf(boundary);
  const at = settled + hold + 2 * every;
  const series = [first, second].flatMap((measured, index) =>
    oneProcess(boundary, [{ seconds: at, measured }], index));
  return { name: `two processes at ${first} and ${second}`, every, series, checks: [{ at, firing }] };
}

function everyOf({ every = 15 }: Boundary): number {
  return every;
}

function timesOf(boundary: Boundary) {
  const every = everyOf(boundary);
  const window = boundary.window ? secondsOf(boundary.window) : 0;
  const settle = boundary.settle ? secondsOf(boundary.settle) : window;
  const settled = settle + 2 * every;
  return { every, window, settled, hold: boundary.for ? secondsOf(boundary.for) : 0 };
}

function targetOf({ job = 'mining-click-api' }: Boundary, index: number): Labels {
  return job === 'none' ? {} : { job, instance: TARGETS[index] ?? String(index) };
}

/** The mean of what was measured in the time before. */
function averageAt(stretches: readonly Stretch[], at: number, window: number): number {
  let end = 0;
  let sum = 0;
  for (const { seconds, measured = 0 } of stretches) {
    const overlap = Math.min(end + seconds, at) - Math.max(end, at - window);
    sum += Math.max(0, overlap) * measured;
    end += seconds;
  }
  return sum / window;
}
