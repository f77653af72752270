import type { AlertEvent, AlertHistory, Measured, QuerySeries } from './measured.js';
import type { Prometheus, RuleAlert } from './prometheus-client.js';

/**
 * When each was evaluated last, not only that it is found: what Prometheus wrote before it was stopped has no end, and is
 * found for five minutes more. Looked for between the steps too: one may have fired for a few seconds only.
 */
const EVALUATED = 'timestamp(ALERTS{alertname=~"Mining.+"})';
const expressionFor = (stepSeconds: number) => `${EVALUATED} or max_over_time(${EVALUATED}[${stepSeconds}s:${LEAST_STEP_SECONDS}s])`;
/** Half a minute for a day. */
const POINTS = 2_880;
const LEAST_STEP_SECONDS = 5;

/** When alerts of this product were pending or fired in the last hours, the latest first, as Prometheus remembers it. */
export function createAlertHistory(prometheus: Prometheus, now: () => number): Measured['alertHistory'] {
  return async (hours) => {
    const at = now();
    const since = at - hours * 3_600_000;
    const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil((hours * 3600) / POINTS));
    const [answer, alerts] = await Promise.all([prometheus.queryRange(expressionFor(stepSeconds), { start: since, end: at }, stepSeconds), prometheus.alerts()]);
    if (answer.kind !== 'answered') return answer;
    if (alerts.kind !== 'answered') return alerts;
    return { kind: 'answered', value: { since, at, events: tellEvents(answer.value.result, alerts.value, { stepMs: stepSeconds * 1000, at }) } };
  };
}

export type HistoryScope = Pick<AlertHistory, 'at'> & { readonly stepMs: number };

/** @param series for each alert and state, at each step at which it was found, when it was evaluated, in seconds; @param alerts those of now */
export function tellEvents(series: readonly QuerySeries[], alerts: readonly RuleAlert[], scope: HistoryScope): AlertEvent[] {
  const now = new Set(alerts.map(({ state, labels }) => keyOf({ ...labels, alertstate: state })));
  const events = series.flatMap((each) => eventsOf(each, now.has(keyOf(each.metric)), scope));
  const firing = events.filter(({ state }) => state === 'firing');
  return events.filter((event) => !firing.some((other) => isWithin(event, other))).sort((one, other) => other.from - one.from);
}

/** Labels that an event says by itself. */
const TOLD = ['alertname', 'alertstate', 'severity'];

/** Each run of points without a gap is one event. The last one goes on only if Prometheus says so itself. */
function eventsOf({ metric, values = [] }: QuerySeries, isNow: boolean, { stepMs, at }: HistoryScope): AlertEvent[] {
  const { alertname: name = '', alertstate, severity = '' } = metric;
  const state = alertstate === 'pending' ? 'pending' : 'firing';
  const labels = Object.fromEntries(Object.entries(metric).filter(([label]) => !TOLD.includes(label)));
  const runs: { from: number; to: number; foundAt: number }[] = [];
  for (const [seconds, evaluated] of values) {
    const [foundAt, to] = [seconds * 1000, Number(evaluated) * 1000];
    const last = runs.at(-1);
    if (last && foundAt - last.foundAt <= stepMs * 1.5) Object.assign(last, { to, foundAt });
    else runs.push({ from: to, to, foundAt });
  }
  return runs.map(({ from, to, foundAt }) => ({ name, severity, state, from, to: isNow && at - foundAt <= stepMs * 1.5 ? null : to, labels }));
}

/** It was pending anew after a restart of Prometheus, while it fired: what fired before is found until it fires again. */
function isWithin(event: AlertEvent, firing: AlertEvent): boolean {
  if (event.state !== 'pending' || event.name !== firing.name || keyOf(event.labels) !== keyOf(firing.labels)) return false;
  return event.from >= firing.from && (event.to ?? Infinity) <= (firing.to ?? Infinity);
}

const keyOf = (labels: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(labels).sort());
