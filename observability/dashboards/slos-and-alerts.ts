import type { Links } from '../config.js';
import { BURN_ALERTS } from '../slos/burn-rate.js';
import { OBJECTIVES, type Objective } from '../slos/objectives.js';
import type { DashboardPlan } from './dashboard.js';
import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { stat } from './panels/stat.js';
import { table } from './panels/table.js';
import { timeSeries } from './panels/time-series.js';
import { MONITORING } from './queries/monitoring.js';
import { burnRate, OBJECTIVE_QUERIES } from './queries/objectives.js';
import { LONG_RUN_ROW } from './slos-long-run.js';
import { percent, sloSummary } from './slo-summary.js';

export function slosAndAlerts(links: Links): DashboardPlan {
  return {
    name: 'slosAndAlerts',
    title: 'SLOs and alerts',
    description: 'What is promised over 30 days, how fast the budgets for faults are spent, and which alerts fire. From recorded series over all processes: the choices above narrow only the marks of process starts.',
    chosenBy: 'mining_clicks_build_info',
    from: 'now-6h',
    rows: [alertRow(links), { title: 'Budgets over 30 days', panels: [...sloSummary(), budgets, errorRatios] }, BURN_ROW, LONG_RUN_ROW],
  };
}

function alertRow(links: Links): Row {
  const alerts = table({
    title: 'Alerts',
    shows: 'Alerts that fire, and those whose condition holds but not yet for long enough (pending). A name leads to its runbook.',
    good: 'empty.',
    otherwise: 'critical first. Open the runbook by the name; its section Confirm tells whether the alert is right.',
    query: { expr: MONITORING.alerts, legend: '{{alertname}}' },
    columns: { severity: 'Severity', alertname: 'Alert', alertstate: 'State' },
    unit: UNITS.words,
    sortedBy: 'Severity',
    links: { Alert: [{ title: 'Runbook', url: `${links.runbooks}/\${__data.fields["Alert"]}` }] },
    noValue: 'no alerts',
    width: 10,
  });
  return { title: 'Alerts', panels: [firing, alerts, firingOverTime] };
}

const firing = stat({
  title: 'Firing now',
  shows: 'How many alerts fire, by severity.',
  good: 'no alerts.',
  otherwise: 'the table beside it names them.',
  queries: [{ expr: MONITORING.firingBySeverity, legend: '{{severity}}' }],
  unit: UNITS.count,
  decimals: 0,
  steps: [{ from: 1, color: 'orange' }],
  noValue: 'no alerts',
  width: 4,
  height: 8,
});

const firingOverTime = timeSeries({
  title: 'Firing alerts over time',
  shows: 'One line for each alert while it fires.',
  good: 'empty.',
  otherwise: 'the one that began first is most often the cause, the others its effects.',
  queries: [{ expr: MONITORING.firing, legend: '{{alertname}} ({{severity}})' }],
  unit: UNITS.words,
  decimals: 0,
  max: 1.2,
  draw: 'stairs',
  noValue: 'no alerts',
  width: 10,
});

const budgets = timeSeries({
  title: 'Budget left',
  shows: 'What is left of the budget of each objective, over the 30 days that end at each moment.',
  good: 'flat or rising.',
  otherwise: 'a steep fall is an outage: the marks of alerts and process starts tell when and what.',
  runbook: 'MiningAcceptanceSlowBurn',
  queries: [{ expr: OBJECTIVE_QUERIES.budgets, legend: '{{slo}}' }],
  unit: UNITS.share,
  min: undefined,
  max: 1,
});

const errorRatios = timeSeries({
  title: 'Share of bad events, last hour',
  shows: 'Bad events over all events of the hour before, for each objective; no line without events.',
  good: OBJECTIVES.map(({ slo, target }) => `${slo} below ${percent(1 - target)}`).join(', ').concat('.'),
  otherwise: 'the burn rates below say whether it matters; the overview says what is wrong.',
  runbook: 'MiningProcessingSlowBurn',
  queries: [{ expr: OBJECTIVE_QUERIES.errorRatios, legend: '{{slo}}' }],
  unit: UNITS.share,
});

const COLORS = ['red', 'orange', 'yellow', 'blue'];
const windows = BURN_ALERTS.flatMap((burn) => burn.windows);
const [wakes = '', waits = ''] = BURN_ALERTS.map((burn) => burn.windows.map(({ factor }) => factor).join(' or '));

/** Both windows of each pair are shown: an alert needs both above its factor. */
function burnPanel(objective: Objective) {
  const { slo, promise } = objective;
  const name = slo.slice(0, 1).toUpperCase() + slo.slice(1);
  return timeSeries({
    title: `${name}: burn rate`,
    shows: `How many times as fast as allowed the budget is spent, over windows of different length: ${promise}. Lines: the factors at which alerts fire, ${windows.map(({ factor, long, short }) => `${factor} (${long} and ${short})`).join(', ')}.`,
    good: 'below 1.',
    otherwise: `above ${wakes} somebody is woken (Mining${name}FastBurn), above ${waits} it waits for the morning (Mining${name}SlowBurn).`,
    runbook: `Mining${name}FastBurn`,
    queries: (['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const).map((window) => ({ expr: burnRate(objective, window), legend: window })),
    unit: UNITS.count,
    softMax: 16,
    lines: windows.map(({ factor }, index) => ({ from: factor, color: COLORS[index] ?? 'text' })).toReversed(),
  });
}

const BURN_ROW: Row = { title: 'Burn rates', panels: OBJECTIVES.map(burnPanel) };
