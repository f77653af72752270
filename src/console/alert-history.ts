import type { AlertEvent, Measured, QuerySeries } from './measured.js';
import type { Prometheus } from './prometheus-client.js';

const EXPRESSION = 'ALERTS{alertname=~"Mining.+"}';
/** Half a minute for a day. */
const POINTS = 2_880;
const LEAST_STEP_SECONDS = 5;

/** When alerts of this product were pending or fired in the last hours, the latest first, as Prometheus remembers it. */
export function createAlertHistory(prometheus: Prometheus, now: () => number): Measured['alertHistory'] {
  return async (hours) => {
    const at = now();
    const since = at - hours * 3_600_000;
    const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil((hours * 3600) / POINTS));
    const answer = await prometheus.queryRange(EXPRESSION, { start: since, end: at }, stepSeconds);
    if (answer.kind !== 'answered') return answer;
    const events = answer.value.result.flatMap((series) => eventsOf(series, stepSeconds * 1000, at));
    return { kind: 'answered', value: { since, at, events: events.sort((one, other) => other.from - one.from) } };
  };
}

/** Labels that an event says by itself. */
const TOLD = ['__name__', 'alertname', 'alertstate', 'severity'];

/** Each run of points without a gap is one event. */
export function eventsOf({ metric, values = [] }: QuerySeries, stepMs: number, end: number): AlertEvent[] {
  const { alertname = '', alertstate, severity = '' } = metric;
  const labels = Object.fromEntries(Object.entries(metric).filter(([name]) => !TOLD.includes(name)));
  const runs: { from: number; to: number }[] = [];
  for (const time of values.map(([seconds]) => seconds * 1000)) {
    const last = runs.at(-1);
    if (last && time - last.to <= stepMs * 1.5) last.to = time;
    else runs.push({ from: time, to: time });
  }
  const state = alertstate === 'pending' ? 'pending' : 'firing';
  return runs.map(({ from, to }) => ({ name: alertname, severity, state, from, to: end - to <= stepMs * 1.5 ? null : to, labels }));
}
