import type { Alert, Duration, RecordingRule, RuleGroup } from '../alerts/alert.js';
import { above, and, divide, oneMinus, or, overTime, positive, recorded, type Vector } from '../promql/promql.js';
import { BURN_ALERTS, errorThreshold, leastEvents, secondsOf, type BurnAlert, type BurnWindows } from './burn-rate.js';
import { OBJECTIVES, PERIOD, type Objective } from './objectives.js';

type Slo = Objective['slo'];
export type SloWindow = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d' | typeof PERIOD;

const errorRatioName = (window: Duration) => `slo:mining_errors_per_event:ratio_rate${window}`;
const eventsName = (window: Duration) => `slo:mining_events:increase${window}`;
const BAD_EVENTS = 'slo:mining_bad_events:increase5m';
const BUDGET = 'slo:mining_error_budget:remaining_ratio';

/** Share of bad events in a window that ends now; no value without events. */
export const errorRatio = (window: SloWindow, slo?: Slo) => recorded<'slo'>(errorRatioName(window), slo && { slo });
/** What is left of the 30 days' budget: 1 untouched, 0 spent, below 0 overdrawn. */
export const budgetRemaining = (slo?: Slo) => recorded<'slo'>(BUDGET, slo && { slo });
const events = (window: Duration, slo: Slo) => recorded<'slo'>(eventsName(window), { slo });

const labelled = (record: string, { slo }: Objective, expr: Vector): RecordingRule => ({ record, expr, labels: { slo } });
const forEach = (rules: (objective: Objective) => readonly (RecordingRule | Alert)[]) => OBJECTIVES.flatMap(rules);

/** Bad events over all events of the window: never a mean of ratios, in which an hour with one click weighs like a busy one. */
function recordErrorRatios(...windows: readonly SloWindow[]) {
  return forEach((objective) =>
    windows.map((window) => labelled(errorRatioName(window), objective, divide(objective.bad(window), positive(objective.all(window))))),
  );
}

function recordEvents(...windows: readonly SloWindow[]) {
  return forEach((objective) => windows.map((window) => labelled(eventsName(window), objective, objective.all(window))));
}

function burnsIn(objective: Objective, windows: BurnWindows): Vector<'slo'> {
  const { slo } = objective;
  const threshold = errorThreshold(objective, windows);
  const [long, short] = [windows.long as SloWindow, windows.short as SloWindow];
  const isBurning = and(above(errorRatio(long, slo), threshold), above(errorRatio(short, slo), threshold));
  return and(isBurning, above(events(long, slo), leastEvents(objective, windows)));
}

const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
export const burnAlertName = ({ slo }: Objective, { kind }: BurnAlert) => `Mining${capitalized(slo)}${kind}`;

function toAlert(objective: Objective, burn: BurnAlert): Alert {
  const [first, second] = burn.windows;
  const budget = `${Number(((1 - objective.target) * 100).toPrecision(3))} %`;
  const days = secondsOf(PERIOD) / secondsOf('1d') / second.factor;
  return {
    name: burnAlertName(objective, burn),
    expr: or(burnsIn(objective, first), burnsIn(objective, second)),
    for: burn.for,
    severity: burn.severity,
    labels: { slo: objective.slo },
    summary: `At this pace ${objective.slo} spends its error budget of 30 days in ${days} days or sooner`,
    description: `{{ $value | humanizePercentage }} ${objective.fault}, counted over ${first.long} or ${second.long}; the objective allows ${budget} over 30 days. ${objective.impact}`,
    dashboard: 'slosAndAlerts',
    logs: { ...objective.logs, since: first.long },
  };
}

const burnAlerts = (kind: BurnAlert['kind']) =>
  forEach((objective) => BURN_ALERTS.filter((burn) => burn.kind === kind).map((burn) => toAlert(objective, burn)));

/** From increases that follow each other without a gap, since to read every sample of 30 days again would be dear. */
function recordPeriod(objective: Objective): readonly RecordingRule[] {
  const { slo, target } = objective;
  const bad = overTime('sum', recorded<'slo'>(BAD_EVENTS, { slo }), PERIOD);
  const all = overTime('sum', events('5m', slo), PERIOD);
  const allowed = Number((1 - target).toPrecision(6));
  return [
    labelled(errorRatioName(PERIOD), objective, divide(bad, positive(all))),
    labelled(BUDGET, objective, oneMinus(divide(errorRatio(PERIOD, slo), allowed))),
  ];
}

/** Long windows are read anew less often: over three days, two minutes change nothing. */
export const SLO_GROUPS: readonly RuleGroup[] = [
  {
    name: 'mining-click-slo-medium',
    interval: '30s',
    rules: [...recordErrorRatios('30m', '2h', '6h'), ...recordEvents('6h')],
  },
  {
    name: 'mining-click-slo-fast',
    rules: [...recordErrorRatios('5m', '1h'), ...recordEvents('1h'), ...burnAlerts('FastBurn')],
  },
  {
    name: 'mining-click-slo-slow',
    interval: '2m',
    rules: [...recordErrorRatios('1d', '3d'), ...recordEvents('1d', '3d'), ...burnAlerts('SlowBurn')],
  },
  {
    // The interval is the window: each event is counted once.
    name: 'mining-click-slo-increases',
    interval: '5m',
    rules: forEach((objective) => [
      labelled(eventsName('5m'), objective, objective.all('5m')),
      labelled(BAD_EVENTS, objective, objective.bad('5m')),
    ]),
  },
  { name: 'mining-click-slo-period', interval: '2m', rules: forEach(recordPeriod) },
];
