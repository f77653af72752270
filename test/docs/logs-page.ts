import { LOG_FIELDS } from '../../src/telemetry/log-fields.js';
import { RECEIVER_SECTIONS } from './logs-page-receivers.js';
import { SHIPPING_SECTIONS } from './logs-page-shipping.js';

const HEAD = `# Log lines

Made from \`src/telemetry/log-fields.ts\`; a test compares the two. API, worker and exporter write newline-delimited
JSON to \`MINING_LOG_FILE\`, or to standard output; under \`up\` to \`var/logs/api.ndjson\` and \`var/logs/worker.ndjson\`. A file
that is moved or removed is made anew.

- Every line has \`time\` (ISO 8601, UTC), \`level\` (\`debug\`, \`info\`, \`warn\`, \`error\`), \`service\` (\`mining-click-api\`,
  \`mining-click-worker\` or \`mining-click-exporter\`, as Prometheus' \`job\`) and \`message\`; the rest are fields of the list below.
- \`message\` is \`request\` for each HTTP request (\`debug\` where machines ask every few seconds and all is well, \`warn\` from
  status 500 on), \`job\` for each job that came to its end, \`fault\` for what went wrong, and a sentence for everything else.
- The first fault of a place and code is written at once; further ones give one line in ten seconds, with \`leftOut\`.
- Writing never blocks the process. When lines come faster than they can be written, 8 MiB wait and the rest is left out and
  counted. A process that is killed loses the lines of its last 50 ms.
- Tokens and passwords are never logged: a line can hold only what is listed here, and a whole run in which everything goes
  wrong is searched for planted ones (\`npm test -- test/e2e/secrets.test.ts\`).

Lines of one click, across API and worker (\`clickIds\` lists the clicks of a batch):

\`\`\`
grep -h c0123456789abcdef0123456789abcdef01234567 var/logs/*.ndjson
\`\`\`
`;

/** The text of `docs/logs.md`. */
export function renderLogsPage(): string {
  const rows = Object.entries(LOG_FIELDS).map(([name, { type, meaning }]) => `| \`${name}\` | ${type} | ${meaning} |`);
  return [HEAD, '| Field | Type | Meaning |', '|---|---|---|', ...rows, SHIPPING_SECTIONS, RECEIVER_SECTIONS.trimStart()].join('\n');
}
