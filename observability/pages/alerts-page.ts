import { INHIBITIONS } from '../alertmanager/inhibitions.js';
import { RECEIVER_OF } from '../alertmanager/routes.js';
import type { Alert, Severity } from '../alerts/alert.js';
import { ALERTS } from '../rules.js';
import { toTable } from './markdown.js';

const HEAD = `# Alerts

Made from \`observability/\`; a test compares the two. The rules are in
[observability/generated/prometheus/rules/](../observability/generated/prometheus/rules/), the ways that alerts take in
[alertmanager.yml](../observability/generated/alertmanager/alertmanager.yml); how to change them:
[observability/README.md](../observability/README.md). Alerts on error budgets (\`...Burn\`) are explained in
[slos.md](slos.md).

- Each alert has a runbook, which its annotation \`runbook_url\` leads to.
- Its annotation \`logs_url\` opens its log lines in Grafana, from half an hour or more before its last evaluation to five
  minutes after it. The times stay in a notification: read a week later, it shows what happened then.
- *For*: how long the expression must hold. The times of scraping (5 s), evaluation (5 s; longer for slow burns) and
  delivery come on top.
- \`MiningQueueBackpressure\`, \`MiningWorkerFailures\` and \`MiningApi429Spike\` are the specification's, word for word.
`;

const MEANING_OF_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'somebody is woken: clicks are in danger, or nobody could tell',
  warning: 'somebody looks at it in working hours',
  info: 'nobody is told; the dashboards and Alertmanager show it',
  none: 'not an alarm: a sign of life, sent once a minute',
};
const SEVERITIES = Object.keys(MEANING_OF_SEVERITY) as Severity[];

/** The text of `docs/alerts.md`. */
export function renderAlertsPage(): string {
  return [HEAD, ...SEVERITIES.map(renderSeverity), renderInhibitions(), renderExpressions()].join('\n');
}

function renderSeverity(severity: Severity): string {
  const alerts = ALERTS.filter((alert) => alert.severity === severity);
  const rows = alerts.map((alert) => [linkTo(alert), alert.for ?? 'at once', withoutTemplates(alert.description)]);
  const sentence = `To the receiver \`${RECEIVER_OF[severity]}\`: ${MEANING_OF_SEVERITY[severity]}.`;
  return [`## ${severity}`, '', sentence, '', toTable(['Alert', 'For', 'What it means'], rows), ''].join('\n');
}

function linkTo({ name }: Pick<Alert, 'name'>): string {
  return `[${name}](../observability/runbooks/${name}.md)`;
}

/** The sentences as they are read when no alert gives the values. */
function withoutTemplates(text: string): string {
  return text
    .replace(/\{\{ with [^}]+ \}\}|\{\{ end \}\}/g, '')
    .replace(/\{\{ else \}\}/g, ' or ')
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')
    .replace(/\{\{ \$value[^}]* \}\}/g, '*value*')
    .replace(/\{\{ \. \}\}/g, '*which*');
}

function renderInhibitions(): string {
  const rows = INHIBITIONS.map(({ why, causes, causeLabels = {}, symptoms, symptomLabels = {}, equal }) => [
    [...causes, ...Object.entries(causeLabels).map(([label, value]) => `\`${label}="${value}"\``)].join(', '),
    [...symptoms, ...Object.entries(symptomLabels).map(([label, values]) => `\`${label}\` one of ${values.map((value) => `\`${value}\``).join(', ')}`)].join(', '),
    equal?.map((label) => `\`${label}\``).join(', ') ?? '',
    why,
  ]);
  const sentence = 'While a cause fires, its symptoms are shown, but nobody is told of them.';
  return ['## What silences what', '', sentence, '', toTable(['Cause', 'Symptoms', 'With equal', 'Why'], rows), ''].join('\n');
}

function renderExpressions(): string {
  const parts = ALERTS.map(({ name, expr }) => `### ${name}\n\n\`\`\`promql\n${breakAtOr(expr.text)}\n\`\`\`\n`);
  return ['## Expressions', '', parts.join('\n')].join('\n');
}

/** Long expressions are lists of cases. */
function breakAtOr(expression: string): string {
  return expression.length < 120 ? expression : expression.replaceAll(' or ', '\nor ').replaceAll(' and ', '\n  and ');
}
