import type { Duration } from '../alerts/alert.js';
import type { Links } from '../config.js';
import { secondsOf } from '../slos/burn-rate.js';
import { exploreLink } from './explore-link.js';
import type { LogQuery } from './log-query.js';

/** Which lines tell of an alert's cause. */
export type AlertLogs = LogQuery & {
  /** How far before the alert's last evaluation they begin; if not said, half an hour: longer than most alerts take to fire. */
  readonly since?: Duration;
};

const SINCE: Duration = '30m';
/** What came next is shown too. */
const UNTIL: Duration = '5m';

/**
 * The annotation `logs_url`. Its times are fixed, not "the last half hour": a notification is often read later, and must
 * then still show what happened at its time. Prometheus writes them anew at each evaluation, so they move on as long as
 * the alert fires and stay where they are when it ends. That sends no further notifications: Alertmanager knows alerts by
 * their labels alone. A template has no other way to the time than to ask for it.
 */
export function alertLogsUrl({ since = SINCE, ...query }: AlertLogs, { logs, logStore }: Links): string {
  const range = { from: timeInMs(-secondsOf(since)), to: timeInMs(secondsOf(UNTIL)) };
  return exploreLink(logs, logStore, query, 'templates', range);
}

function timeInMs(seconds: number): string {
  const sign = seconds < 0 ? '-' : '+';
  return `{{ query "1000 * (time() ${sign} ${Math.abs(seconds)})" | first | value | printf "%.0f" }}`;
}
