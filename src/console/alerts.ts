import type { Alertmanager, ManagedAlert } from './alertmanager-client.js';
import type { Alert, Alerts, Measured } from './measured.js';
import type { Prometheus, RuleAlert } from './prometheus-client.js';
import { toSentence } from './sentence.js';

/** Alerts of this product's rules; the watchdog has another name. */
export const OUR_ALERT = /^Mining\w+$/;

export type AlertParts = { readonly prometheus: Prometheus; readonly alertmanager: Alertmanager; readonly now: () => number };

/**
 * What fires and what is about to is asked of Prometheus, what is silenced of Alertmanager. With one of the two away the
 * other's part is still told, and the problem with it: Alertmanager knows no pending ones, Prometheus no silences.
 */
export function createAlerts({ prometheus, alertmanager, now }: AlertParts): Measured['alerts'] {
  return async (): Promise<Alerts> => {
    const [ruled, managed] = await Promise.all([prometheus.alerts(), alertmanager.alerts()]);
    const problems = [ruled, managed].flatMap((answer) => (answer.kind === 'answered' ? [] : [toSentence(answer.why)]));
    const silencers = managed.kind === 'answered' ? managed.value.filter(isOurs) : [];
    const alerts = ruled.kind === 'answered' ? ruled.value.filter(isOurs) : silencers.map(asFiring);
    const told = alerts.map((alert) => ({ state: alert.state, alert: tellAlert(alert, silencers) }));
    const those = (isOne: (each: (typeof told)[number]) => boolean): Alert[] => told.filter(isOne).map(({ alert }) => alert).sort(byUrgency);
    return {
      at: now(),
      firing: those(({ state, alert }) => state === 'firing' && !alert.silencedBy),
      pending: those(({ state }) => state === 'pending'),
      silenced: those(({ state, alert }) => state === 'firing' && alert.silencedBy !== undefined),
      problems,
    };
  };
}

const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean => OUR_ALERT.test(labels['alertname'] ?? '');

const asFiring = ({ labels, annotations, startsAt }: ManagedAlert): RuleAlert => ({ state: 'firing', labels, annotations, activeAt: startsAt });

function tellAlert({ labels, annotations, activeAt }: RuleAlert, managed: readonly ManagedAlert[]): Alert {
  const runbook = lastPart(annotations['runbook_url']);
  const dashboard = lastPart(annotations['dashboard_url']);
  return {
    name: labels['alertname'] ?? '',
    severity: labels['severity'] ?? '',
    summary: annotations['summary'] ?? '',
    description: annotations['description'] ?? '',
    startsAt: Date.parse(activeAt),
    labels,
    ...(runbook !== undefined && { runbook }),
    ...(dashboard !== undefined && { dashboard }),
    ...keptBack(managed.find((each) => isSame(labels, each.labels))),
  };
}

/** Why nobody is told of it. */
function keptBack(managed: ManagedAlert | undefined): Pick<Alert, 'silencedBy' | 'isInhibited'> {
  const { silencedBy = [], inhibitedBy = [] } = managed?.status ?? {};
  return { ...(silencedBy.length > 0 && { silencedBy }), ...(inhibitedBy.length > 0 && { isInhibited: true }) };
}

/** Prometheus may add labels of its own on the way to Alertmanager. */
function isSame(labels: Readonly<Record<string, string>>, sent: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => sent[name] === value);
}

/** The last part of an address is the name; a runbook that is served as a file has an ending. */
function lastPart(address = ''): string | undefined {
  return /\/([\w-]+)(?:\.md)?(?:[?#].*)?$/.exec(address)?.[1];
}

const SEVERITIES = ['critical', 'warning', 'info'];

/** What another one explains last, the severest first, then what began last. */
function byUrgency(one: Alert, other: Alert): number {
  const rank = ({ severity }: Alert) => (SEVERITIES.includes(severity) ? SEVERITIES.indexOf(severity) : SEVERITIES.length);
  const isExplained = ({ isInhibited = false }: Alert) => Number(isInhibited);
  return isExplained(one) - isExplained(other) || rank(one) - rank(other) || other.startsAt - one.startsAt;
}
