import type { Duration } from '../../alerts/alert.js';
import { secondsOf } from '../alert-test.js';
import type { RecordingCase, RecordingRuleTest, Sample } from '../recording-rule-test.js';
import { formatSeries, seriesOver, type InputSeries, type Stretch } from '../series.js';
import { EVENTS_PER_SECOND, OBJECTIVES, type ObjectiveEvents } from './objectives.js';

/** What one objective records over a window, from the share of bad events and the traffic in it. */
type Recorded = {
  readonly record: string;
  readonly window: Duration;
  readonly valueOf: (badShare: number, events: number) => number;
  /** Whether there is a sample when nothing happens. */
  readonly atRest: boolean;
};

const RATIO_WINDOWS: readonly Duration[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
const EVENT_WINDOWS: readonly Duration[] = ['5m', '1h', '6h', '1d', '3d'];
const RECORDED: readonly Recorded[] = [
  ...RATIO_WINDOWS.map((window) => ({ record: `slo:mining_errors_per_event:ratio_rate${window}`, window, valueOf: (share: number) => share, atRest: false })),
  ...EVENT_WINDOWS.map((window) => ({ record: `slo:mining_events:increase${window}`, window, valueOf: (_share: number, events: number) => events, atRest: true })),
  { record: 'slo:mining_bad_events:increase5m', window: '5m', valueOf: (share, events) => share * events, atRest: true },
];

function casesOf(recorded: Recorded, { slo, job, behaviors, good }: ObjectiveEvents): readonly RecordingCase[] {
  const window = secondsOf(recorded.window);
  const every = window / 10;
  const inWindow = window * EVENTS_PER_SECOND;
  const value = (share: number, events: number): readonly Sample[] => [{ labels: { slo }, value: recorded.valueOf(share, events) }];
  const shown = (stretches: readonly Stretch[], from: (measured: number) => ReturnType<typeof behaviors> = behaviors, instance = 'one') =>
    seriesOver(stretches, from, every, { job, instance });
  const atRest: readonly Stretch[] = [{ seconds: window, measured: 0, volume: 0 }];
  return [
    {
      name: `the window holds the last share, and half of each before`, every,
      series: shown([{ seconds: window, measured: 0.5 }, { seconds: window, measured: 0.25 }]),
      checks: [{ at: window * 1.5, samples: value(0.375, inWindow) }, { at: window * 2, samples: value(0.25, inWindow) }],
    },
    {
      name: `four times the traffic`, every,
      series: shown([{ seconds: window, measured: 0.25 }, { seconds: window, measured: 0.25, volume: 4 }]),
      checks: [{ at: window * 1.5, samples: value(0.25, 2.5 * inWindow) }],
    },
    {
      name: `two processes, of which one starts again`, every,
      series: [
        ...shown([{ seconds: window, measured: 0.25 }, { seconds: window, measured: 0.25, restart: true }]),
        ...shown([{ seconds: window * 2, measured: 0.5 }], behaviors, 'two'),
      ],
      checks: [{ at: window * 1.5, samples: value(0.375, 2 * inWindow) }],
    },
    {
      name: `a single good event`, every,
      series: shown([{ seconds: window / 2, measured: 0 }, { seconds: every, measured: 1 / every }, { seconds: window, measured: 0 }], good),
      checks: [{ at: window, samples: value(0, 1) }],
    },
    { name: `no traffic`, every, series: shown(atRest), checks: [{ at: window, samples: recorded.atRest ? value(0, 0) : [] }] },
    { name: 'no data', every, series: [], checks: [{ at: window, samples: [] }] },
  ];
}

/** So that an edge of the 30 days falls between two samples. */
const every = 21 * 3600;
/** Samples in 30 days. */
const inPeriod = 35;

/** What is recorded of each five minutes, with one sample at the beginning and another value ever after. */
function increases(slo: string, [first, later]: readonly [bad: number, all: number][]): readonly InputSeries[] {
  const series = (name: string, index: 0 | 1) => ({ series: formatSeries(name, { slo }), values: `${first?.[index]} ${later?.[index]}x${2 * inPeriod}` });
  return [series('slo:mining_bad_events:increase5m', 0), series('slo:mining_events:increase5m', 1)];
}

/** The last evaluation that still sees the first sample, and the first that does not. */
const [before, after] = [(inPeriod - 1) * every, inPeriod * every];

/** The other objectives have events too, all of them bad. */
function periodTest(record: string, { slo, target }: ObjectiveEvents, valueOf: (badShare: number) => number): RecordingRuleTest {
  const budget = budgetOf(target);
  const series = (...values: readonly [bad: number, all: number][]) =>
    OBJECTIVES.flatMap((each) => increases(each.slo, each.slo === slo ? values : [[1000, 1000], [1000, 1000]]));
  const sample = (badShare: number) => [{ labels: { slo }, value: valueOf(badShare) }];
  return {
    record,
    labels: { slo },
    cases: [
      {
        name: 'bad events at first, then none', every,
        // Half of what is allowed, of 35,000 events in all.
        series: series([budget * 17_500, 1000], [0, 1000]),
        checks: [{ at: before, samples: sample(budget / 2) }, { at: after, samples: sample(0) }],
      },
      {
        name: 'many events at first, then few', every,
        series: series([0, 1_000_000], [budget * 500, 1000]),
        checks: [{ at: after, samples: sample(budget / 2) }],
      },
      { name: 'a single event', every, series: series([1, 1], [0, 0]), checks: [{ at: before, samples: sample(1) }] },
      { name: 'no traffic', every, series: series([0, 0], [0, 0]), checks: [{ at: before, samples: [] }] },
      { name: 'no data', every, series: [], checks: [{ at: before, samples: [] }] },
    ],
  };
}

const budgetOf = (target: ObjectiveEvents['target']) => (target === 0.999 ? 0.001 : 0.01);

export const RECORDED_OBJECTIVE_TESTS: readonly RecordingRuleTest[] = [
  ...RECORDED.flatMap((recorded) => OBJECTIVES.map((objective) => ({ record: recorded.record, labels: { slo: objective.slo }, cases: casesOf(recorded, objective) }))),
  ...OBJECTIVES.flatMap((objective) => [
    periodTest('slo:mining_errors_per_event:ratio_rate30d', objective, (share) => share),
    periodTest('slo:mining_error_budget:remaining_ratio', objective, (share) => 1 - share / budgetOf(objective.target)),
  ]),
];
