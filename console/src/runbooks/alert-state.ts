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
const [PENDING, SILENCED, QUIET] = [SEVERITIES.length, SEVERITIES.length + 1, SEVERITIES.length + 2];

/** @param alerts undefined: nobody knows */
export function stateOf({ name, severity }: RunbookEntry, alerts: Alerts | undefined): AlertState {
  if (severity === 'none') return { kind: 'always firing', rank: QUIET, word: 'Always fires' };
  const of = (list: readonly Alert[] = []) => list.filter((alert) => alert.name === name);
  const [firing, pending, silenced] = [of(alerts?.firing), of(alerts?.pending), of(alerts?.silenced)];
  if (firing[0]) return { kind: 'firing', rank: Math.max(0, SEVERITIES.indexOf(firing[0].severity)), ...told('Fires now', firing) };
  if (pending.length > 0) return { kind: 'pending', rank: PENDING, ...told('Pending', pending) };
  if (silenced.length > 0) return { kind: 'silenced', rank: SILENCED, ...told('Silenced', silenced) };
  return { kind: 'quiet', rank: QUIET, word: 'Does not fire' };
}

/** Alerts of one name differ by their labels. */
function told(word: string, alerts: readonly Alert[]): Pick<AlertState, 'word' | 'summary'> {
  const summaries = new Set(alerts.map(({ summary }) => summary));
  return { word: alerts.length > 1 ? `${word}, ${alerts.length} times` : word, summary: [...summaries].join('; ') };
}
