import { toTable } from '../pages/markdown.js';
import { queueRuleFiles } from './rules.js';
import { isAlert } from '../alerts/alert.js';
import type { QueueThresholds } from './thresholds.js';

/** What the owner of a queue does with the files. */
export function renderReadme(thresholds: QueueThresholds): string {
  const alerts = queueRuleFiles(thresholds).flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)));
  const rows = alerts.map(({ name, severity, for: time, expr }) => [
    `[${name}](runbooks/${name}.md)`, severity, time ?? 'at once', `\`${expr.text}\``,
  ]);
  return `# Rules, dashboards and runbooks for BullMQ queues

For queues that \`mining-clicks exporter\` watches. Made for a depth of ${thresholds.depth} jobs, a lag of ${thresholds.lagSeconds} s, ${thresholds.failures} failed jobs in a
quarter of an hour, and jobs that take less than ${thresholds.stall}; write it anew with other numbers by \`mining-clicks rules\`
(\`--depth\`, \`--lag\`, \`--failures\`, \`--stall\`). The same numbers hold for every queue that the exporter shows.

## Three steps

1. **Prometheus.** You have one: copy the files of \`prometheus/rules/\` to it, and the two entries of
   \`prometheus/prometheus.yml\` that say so; keep the name of the job. You have none: from this folder,

   \`\`\`
   prometheus --config.file=prometheus/prometheus.yml --storage.tsdb.path=prometheus-data
   \`\`\`

   Its page *Targets* shows the exporter as up, its page *Alerts* the alerts below.
2. **Alertmanager.** You have one: copy the routes and inhibitions of \`alertmanager/alertmanager.yml\`. You have none: put your
   receivers into that file, and

   \`\`\`
   prometheus-alertmanager --config.file=alertmanager/alertmanager.yml --storage.path=alertmanager-data --cluster.listen-address=
   \`\`\`

   It is called \`alertmanager\` where it is not Debian's. With the receivers as they are it complains of port 9095, and its page
   <http://127.0.0.1:9093> shows what fires all the same.
3. **Grafana.** Import the two files of \`grafana/dashboards/\` (Dashboards, New, Import), and choose your Prometheus above
   them. Or start Grafana with \`GF_PATHS_PROVISIONING=$PWD/grafana/provisioning PROMETHEUS_URL=http://127.0.0.1:9090\`.

Alerts lead to their runbooks by \`runbook_url\`. Put \`runbooks/\` where your team can read it, and give its address to
\`mining-clicks rules --runbooks-url\`; without it the links lead to the files where they were written. \`--dashboards-url\` is
the address of Grafana's dashboards.

## Alerts

${toTable(['Alert', 'Severity', 'For', 'When'], rows)}

\`critical\` wakes somebody, \`warning\` is read in working hours, \`info\` is only shown.
`;
}
