import type { Alert, Alerts, RunbookEntry } from '../../../src/console/measured.ts';

/** How the alert of a runbook does now; the lowest rank is what somebody should look at first. */
export type AlertState = {
  readonly kind: 'firing' | 'pending' | 'silenced' | 'always firing' | 'quiet';
  readonly rank: number;
  readonly word: string;
  /** What it says of now; of a quiet one there is none. */
  readonly summary?: string;
};

const SEVERITIES = ['critical', 'warning', 'info'];
const [PENDING, SILENCED, QUIET] = [100, 101, 102];

/** @param alerts undefined: nobody knows */
export function stateOf({ name, severity }: RunbookEntry, alerts: Alerts | undefined): AlertState {
  if (severity === 'none') return { kind: 'always firing', rank: QUIET, word: 'Always fires' };
  const of = (list: readonly Alert[] = []) => list.filter((alert) => alert.name === name);
  const [firing, pending, silenced] = [of(alerts?.firing), of(alerts?.pending), of(alerts?.silenced)];
  if (firing[0]) return { kind: 'firing', rank: rankOf(firing), ...told(firing.every(isExplained) ? 'Fires, explained by another' : 'Fires now', firing) };
  if (pending.length > 0) return { kind: 'pending', rank: PENDING, ...told('Pending', pending) };
  if (silenced.length > 0) return { kind: 'silenced', rank: SILENCED, ...told('Silenced', silenced) };
  return { kind: 'quiet', rank: QUIET, word: 'Does not fire' };
}

const isExplained = ({ isInhibited }: Alert): boolean => isInhibited === true;

/** Of one severity, budgets stand behind what spends them, and what another alert explains stands last. */
function rankOf(alerts: readonly Alert[]): number {
  const [{ name = '', severity = '' } = {}] = alerts;
  const place = alerts.every(isExplained) ? 2 : name.endsWith('Burn') ? 1 : 0;
  return 3 * Math.max(0, SEVERITIES.indexOf(severity)) + place;
}

/** Alerts of one name differ by their labels. */
function told(word: string, alerts: readonly Alert[]): Pick<AlertState, 'word' | 'summary'> {
  const [first, second, ...more] = new Set(alerts.map(({ summary }) => summary));
  const summaries = [first, second, more.length > 0 ? `${more.length} more` : undefined].filter((part) => part !== undefined);
  return { word: alerts.length > 1 ? `${word}, ${alerts.length} times` : word, summary: summaries.join('; ') };
}
