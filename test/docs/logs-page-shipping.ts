import { LINE_FIELDS, LOG_FIELDS, SHIPPED_FIELDS } from '../../src/telemetry/log-fields.js';
import { labelPolicy } from '../../src/telemetry/log-shipping/label-policy.js';

const { labels, mostStreams } = labelPolicy();
const namesOf = (privacy: 'id' | 'address' | 'message') =>
  Object.entries(LOG_FIELDS).filter(([, field]) => field.privacy === privacy).map(([name]) => `\`${name}\``).join(', ');
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Sections of `docs/logs.md` about who is named in lines, and how lines are sent. */
export const SHIPPING_SECTIONS = `
## Who is named in them

Ids stand in clear, since lines are searched by them. Two settings change that, for files, standard output and receivers
alike:

- \`MINING_LOG_IDS=hashed\` writes, in place of ${namesOf('id')}, the first 32 hex digits of their HMAC-SHA-256, keyed with
  \`MINING_LOG_IDS_SECRET\`: the same id gives the same digits in API and worker, as long as they have the same secret. What stands in
  quotes in ${namesOf('message')} is hashed as well, because stores quote ids in their errors. The digits of a user:

  \`\`\`
  printf %s user-1 | openssl dgst -sha256 -hmac "$MINING_LOG_IDS_SECRET" -r | cut -c -32
  \`\`\`

- \`MINING_LOG_IP\` = \`shortened\` writes of ${namesOf('address')} its /24 (IPv4) or /48 (IPv6), \`none\` writes \`null\`.

\`clickId\`, \`clickIds\` and trace ids always stand in clear: they name a click, not a person, and lead to its row in the ledger. Who
knows both a user and the key that the client chose can make the click id, so keys should be random, as UUIDs are.

## Send them to Loki or Elasticsearch

Nothing is sent unless an address is set. API, worker and exporter read these settings; \`npm start\` hands its own on to the
first two.

Loki 3, by its push API; a user and a password for what stands in front of it, as Grafana Cloud wants them:

\`\`\`
MINING_LOG_LOKI_URL=https://logs.example.org MINING_LOG_LOKI_USER=123456 MINING_LOG_LOKI_PASSWORD=... npm start
\`\`\`

\`MINING_LOG_LOKI_TOKEN\` is a bearer token instead, \`MINING_LOG_LOKI_TENANT\` the tenant of a Loki with several. Labels are \`job\`
(${code(labels.job)}) and \`level\` (${code(labels.level)}), ${mostStreams} streams at most, whatever happens; everything else is found in the line:

\`\`\`
{job=~"mining-click-.*"} | json | userId="user-1"
\`\`\`

Elasticsearch 8, by \`_bulk\` into \`mining-click-YYYY.MM.DD\`, the day (UTC) of the line:

\`\`\`
MINING_LOG_ELASTICSEARCH_URL=https://elastic.example.org:9200 MINING_LOG_ELASTICSEARCH_API_KEY=... npm start
\`\`\`

or with \`MINING_LOG_ELASTICSEARCH_USER\` and \`MINING_LOG_ELASTICSEARCH_PASSWORD\`. Its rights: \`create_doc\` and \`auto_configure\` on
\`mining-click-*\`, and \`manage_index_templates\` for the template below, unless \`MINING_LOG_ELASTICSEARCH_TEMPLATE=leave\`.

Both may be set; each is sent to by itself. \`MINING_LOG_CA_FILE\` holds certificates of an authority of your own. Credentials may stand
in the address as well. They are never written to a line or an error.

| What | Holds |
|---|---|
| a receiver is away or slow | lines wait in memory, up to \`MINING_LOG_BUFFER_MB\` for each receiver (64 MiB are about 160,000 lines of requests), and are sent again, after 0.25 s doubled up to 10 s or as \`Retry-After\` says; clicks do not notice |
| the buffer is full | the oldest lines go, but for those on their way |
| order | lines of a process arrive in order: in Loki by rising nanoseconds within a millisecond, in Elasticsearch by \`@timestamp\` and \`sequence\` |
| an answer that got lost | the lines are sent again. Elasticsearch knows them by \`_id\`, Loki by labels, time and text: each is there once. VictoriaLogs keeps both |
| a line that is refused | dropped, with the receiver's reason; the others of its batch are not touched |
| wrong credentials or address | lines wait, as if the receiver were away, and a line says the answer |
| a process that stops | sends what waits, for a second at most; what is left is in the file only |
| a process that is killed | what waited is in the file only |
| counted | \`mining_log_lines_shipped_total\`, \`mining_log_lines_dropped_total\`, \`mining_log_lines_waiting\`; every line that was written is in one of them. Drops are said by a line (\`linesDropped\`) and by the alert [MiningLogLinesDropped](../observability/runbooks/MiningLogLinesDropped.md) |

Lines are sent about five times a second. Loki refuses lines that are too old for it (7 days, or an hour older than the newest
of their stream), by its own settings.

## How Elasticsearch keeps them

The index template [\`mining-click\`](../observability/generated/logs/elasticsearch/index-template.json) is written when a process starts to
send and finds none, or an older one. A field that it does not know is kept with its document and cannot be searched for; a value
that does not fit its type is left out of the search, and the line is kept.

| Field | Type |
|---|---|
${Object.entries({ ...SHIPPED_FIELDS, ...LINE_FIELDS, ...LOG_FIELDS }).map(([name, { storage }]) => `| \`${name}\` | ${storage} |`).join('\n')}

\`keyword\` is an exact word (up to 1,024 characters), \`stored\` is not searched. \`@timestamp\` is \`time\`; \`sequence\` is the number of the
line in its process.
`;
