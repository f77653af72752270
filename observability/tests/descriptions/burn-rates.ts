import type { Duration, Severity } from '../../alerts/alert.js';
import { listCases, secondsOf, type AlertTest, type Case } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { seriesOver, type Behavior } from '../series.js';
import { OBJECTIVES, type ObjectiveEvents } from './objectives.js';

/** A long window that has spent its share of the budget, and a short one that says that it goes on. */
type Pair = {
  readonly long: Duration;
  readonly short: Duration;
  /** The largest share of bad events at which it is silent, at 99.9 % and at 99 %. */
  readonly silentAt: Readonly<Record<ObjectiveEvents['target'], number>>;
  /** The largest number of events in the long window at which it is silent. */
  readonly fewEvents: Readonly<Record<ObjectiveEvents['target'], number>>;
};
type Burn = { readonly kind: string; readonly severity: Severity; readonly for: Duration; readonly every: number; readonly pairs: readonly [Pair, Pair] };

const BURNS: readonly Burn[] = [
  {
    kind: 'FastBurn', severity: 'critical', for: '1m', every: 15,
    pairs: [
      { long: '1h', short: '5m', silentAt: { 0.999: 0.0144, 0.99: 0.144 }, fewEvents: { 0.999: 70, 0.99: 7 } },
      { long: '6h', short: '30m', silentAt: { 0.999: 0.006, 0.99: 0.06 }, fewEvents: { 0.999: 167, 0.99: 17 } },
    ],
  },
  {
    kind: 'SlowBurn', severity: 'warning', for: '15m', every: 75,
    pairs: [
      { long: '1d', short: '2h', silentAt: { 0.999: 0.003, 0.99: 0.03 }, fewEvents: { 0.999: 334, 0.99: 34 } },
      { long: '3d', short: '6h', silentAt: { 0.999: 0.001, 0.99: 0.01 }, fewEvents: { 0.999: 1000, 0.99: 100 } },
    ],
  },
];

/** The smallest share more that must be noticed. */
const STEP = 0.0001;
const MANY = 1_000_000;

/** What is recorded of a pair of windows. The rules that record it have tests of their own. */
function recorded(slo: string, { long, short }: Pair, [longShare, shortShare, events]: readonly [number, number, number]): readonly Behavior[] {
  const shows = (name: string, level: number): Behavior => ({ type: 'gauge', name, labels: { slo }, level });
  return [
    shows(`slo:mining_errors_per_event:ratio_rate${long}`, longShare),
    shows(`slo:mining_errors_per_event:ratio_rate${short}`, shortShare),
    shows(`slo:mining_events:increase${long}`, events),
  ];
}

/** One pair alone: in the windows of the other all is good, and for another objective all is bad. */
function boundaryOf({ slo, target }: ObjectiveEvents, burn: Burn, pair: Pair): Boundary {
  const [quiet] = burn.pairs.filter((each) => each !== pair);
  const silentAt = pair.silentAt[target];
  return {
    silentAt, firesAt: silentAt + STEP, for: burn.for, every: burn.every, job: 'none', together: 'max', labels: () => ({ slo }),
    behaviors: (share) => [
      ...recorded(slo, pair, [share, share, MANY]),
      ...(quiet ? recorded(slo, quiet, [0, 0, MANY]) : []),
      ...burn.pairs.flatMap((each) => recorded('another', each, [1, 1, MANY])),
    ],
  };
}

/** Only the long window, only the short one, and too few events; and just enough of all. */
function pairCases(objective: ObjectiveEvents, burn: Burn, pair: Pair): readonly Case[] {
  const { slo, target } = objective;
  const boundary = boundaryOf(objective, burn, pair);
  const [few, good, bad] = [pair.fewEvents[target], boundary.silentAt, boundary.firesAt];
  const at = secondsOf(burn.for) + 2 * burn.every;
  const held = (name: string, shown: readonly [number, number, number], fires: boolean): Case => ({
    name: `${pair.long}: ${name}`, every: burn.every,
    series: oneProcess({ ...boundary, behaviors: () => recorded(slo, pair, shown) }, [{ seconds: at, measured: 0 }]),
    checks: [{ at, firing: fires ? [firingOf(boundary, shown[0])] : [] }],
  });
  return [
    held('it goes on no more', [1, good, MANY], false),
    held('it has only begun', [good, 1, MANY], false),
    held('too few events', [1, 1, few], false),
    held('just enough of all', [bad, bad, few + 1], true),
    held('more in the long window', [1, bad, MANY], true),
  ];
}

/** Both pairs: one alert, with the share of the first. */
function bothPairs(objective: ObjectiveEvents, burn: Burn): Case {
  const [first, second] = burn.pairs;
  const boundary = boundaryOf(objective, burn, first);
  const behaviors = () => [...recorded(objective.slo, first, [0.5, 0.5, MANY]), ...recorded(objective.slo, second, [0.25, 0.25, MANY])];
  const at = secondsOf(burn.for) + 2 * burn.every;
  const series = oneProcess({ ...boundary, behaviors }, [{ seconds: at, measured: 0 }]);
  return { name: 'both pairs', every: burn.every, series, checks: [{ at, firing: [firingOf(boundary, 0.5)] }] };
}

/** From the counters themselves: nothing but bad events, after as many good ones. */
function outageCase({ behaviors, slo, job }: ObjectiveEvents, burn: Burn): Case {
  const every = secondsOf(burn.pairs[0].short) / 4;
  const outage = [{ seconds: 20 * every, measured: 0 }, { seconds: 20 * every, measured: 1 }];
  return {
    name: 'an outage, as the counters show it', every,
    series: seriesOver(outage, behaviors, every, { job, instance: 'one' }),
    checks: [{ at: 20 * every, firing: [] }, { at: 40 * every, firing: [{ labels: { slo }, value: 0.5 }] }],
  };
}

function toTest(objective: ObjectiveEvents, burn: Burn): AlertTest {
  const [first, second] = burn.pairs;
  const read = 'It reads what is recorded of all processes, which is tested by itself.';
  const instead = { counterReset: read, twoInstances: read, zeroTraffic: read };
  return {
    alert: `Mining${objective.name}${burn.kind}`,
    severity: burn.severity,
    cases: boundaryCases(boundaryOf(objective, burn, first), instead),
    special: [
      ...listCases(boundaryCases(boundaryOf(objective, burn, second), instead)),
      ...burn.pairs.flatMap((pair) => pairCases(objective, burn, pair)),
      bothPairs(objective, burn),
      outageCase(objective, burn),
    ],
  };
}

export const BURN_RATE_ALERT_TESTS: readonly AlertTest[] = OBJECTIVES.flatMap((objective) => BURNS.map((burn) => toTest(objective, burn)));
