import type { Duration } from '../alerts/alert.js';
import { secondsOf, type Case, type Cases, type FiringAlert } from './alert-test.js';
import { seriesOver, type Behavior, type InputSeries, type Stretch } from './series.js';

type Labels = Readonly<Record<string, string>>;

/** How an alert counts events in a window: silent at so many, firing at one more. */
export type EventCount = {
  readonly silentAt: number;
  readonly window: Duration;
  readonly for?: Duration;
  /** What a process shows while so many events a second happen. */
  readonly behaviors: (perSecond: number) => readonly Behavior[];
  /** Whether the events of two processes are added up, make an alert each, or are the same ones, of which the most count. */
  readonly together: 'each' | 'sum' | 'max';
  readonly labels: (target: Labels) => Labels;
  readonly job: string;
};

const EVERY = 15;
const TARGETS = ['one', 'two'] as const;
type Target = (typeof TARGETS)[number];

/** Events come one at each sample, so that each moves what is counted by exactly one. */
export function eventCases(count: EventCount): Cases {
  const { silentAt: few } = count;
  const many = few + 1;
  const { first, fires, recovered } = timesOf(count);
  const silent = (name: string, events: number): Case => caseOf(name, seriesOf(count, [events]), [[fires, []], [recovered - EVERY, []]]);
  const alert = firingOf(count, many);
  const series = seriesOf(count, [many]);
  return {
    below: few === 0 ? 'Nothing is fewer than no events.' : [silent('one event fewer', few - 1)],
    at: [silent('as many events as are tolerated', few)],
    above: [caseOf('one event more', series, [[fires, [alert]]])],
    pending: [caseOf('one evaluation before it fires', series, [[fires - EVERY, []]])],
    recovery: [caseOf('the first event has left the window', series, [[recovered - EVERY, [alert]], [recovered, []]])],
    noData: [caseOf('no data', [], [[first, []]])],
    counterReset: [caseOf('a restart before the last event', seriesOf(count, [many], true), [[fires, [alert]]])],
    twoInstances: twoInstances(count),
    zeroTraffic: [silent('no events', 0)],
    changingTraffic: 'It looks at no share.',
  };
}

function twoInstances(count: EventCount): readonly Case[] {
  const few = count.silentAt;
  const many = few + 1;
  const { fires } = timesOf(count);
  const alert = firingOf(count, many);
  const pairs: Record<EventCount['together'], readonly (readonly [name: string, first: number, second: number, firing: readonly FiringAlert[]])[]> = {
    sum: [['events of two processes', few, 1, [alert]], ['too few of two processes', few, 0, []]],
    each: [['one process too many, one not', many, few, [alert]], ['two processes', many, many, [alert, firingOf(count, many, 'two')]]],
    max: [['one process has seen more', many, few, [alert]], ['two processes have seen the same', many, many, [alert]], ['two have seen too few', few, few, []]],
  };
  return pairs[count.together].map(([name, first, second, firing]) => caseOf(name, seriesOf(count, [first, second]), [[fires, firing]]));
}

export function firingOf({ labels, job }: EventCount, value: number, instance: Target = 'one'): FiringAlert {
  return { labels: labels({ job, instance }), value };
}

function caseOf(name: string, series: readonly InputSeries[], checks: readonly (readonly [at: number, firing: readonly FiringAlert[]])[]): Case {
  return { name, every: EVERY, series, checks: checks.map(([at, firing]) => ({ at, firing })) };
}

/** So many events of each process, the last ones of all at the same time, after a window without. */
function seriesOf(count: EventCount, events: readonly number[], restart = false): readonly InputSeries[] {
  const { first, end } = timesOf(count);
  const slots = count.silentAt + 1;
  return events.flatMap((number, index) => {
    const stretches: Stretch[] = [
      { seconds: EVERY, measured: 0 },
      // Something to be forgotten by a restart, long before the window.
      { seconds: EVERY, measured: restart ? 5 / EVERY : 0 },
      { seconds: first - 3 * EVERY, measured: 0 },
    ];
    for (let slot = 0; slot < slots; slot += 1) {
      const measured = slots - slot <= number ? 1 / EVERY : 0;
      stretches.push({ seconds: EVERY, measured, restart: restart && slot === slots - 1 });
    }
    stretches.push({ seconds: end - first - (slots - 1) * EVERY, measured: 0 });
    return seriesOver(stretches, count.behaviors, EVERY, { job: count.job, instance: TARGETS[index] ?? '' });
  });
}

function timesOf(count: EventCount) {
  const window = secondsOf(count.window);
  const first = window + 3 * EVERY;
  const fires = first + count.silentAt * EVERY + (count.for ? secondsOf(count.for) : 0);
  return { first, fires, recovered: first + window, end: first + window + 2 * EVERY };
}
