/** Sections of `docs/logs.md` about where lines may go. */
export const RECEIVER_SECTIONS = `
## Agents instead

Who has an agent on every machine already lets it read the lines from standard output or \`MINING_LOG_FILE\`:
[observability/logs/](../observability/logs/README.md) has configurations for the OpenTelemetry Collector, Grafana Alloy,
Fluent Bit and Vector, with the same labels, index and times, and says which of them were run.

## Tested against

\`npm run test:receivers\` sends lines by the real transport to real servers and reads them back by the servers' own
queries ([how](../test/receivers/README.md)).

| | Elasticsearch 8.19.21 | Loki 3.7.8 | VictoriaLogs 1.51.1-0.20260624061259 |
|---|---|---|---|
| run by | every run | \`-- --loki\` | every run |
| what it is asked by | \`_search\`, \`_mapping\` | LogQL | LogsQL; it takes Loki's push protocol, and says nothing about Loki |
| every line once, in order, as written | yes | yes | yes; all values come as text |
| stopped for 30 s and started again | each line once | each line once | each line once |
| frozen for 30 s | each line once | each line once | no line lost; those of a push whose answer came too late are there twice |
| ended in the middle of batches, started again | killed: each line once | killed: each line once | stopped: no line lost |
| away for longer than the buffer lasts | the newest lines, and those that were on their way; shipped and dropped make up what was written, and the log says how many | the same | the same |
| refuses some lines of a batch | has the others; the refused are counted and said | | |
| takes no writes for a while, as with a full disk | each line once afterwards | | |

- Elasticsearch knows a line that is sent again by its document id, Loki by its time and text. VictoriaLogs keeps both
  copies.
- VictoriaLogs keeps what it took in memory for some seconds before it writes it to its disk: killed, it may lose lines
  that it has acknowledged. That is not tried here.
- Set \`MINING_LOG_LOKI_URL\` to \`http://victorialogs:9428/insert?_msg_field=message\` for VictoriaLogs.
- Loki itself adds a label \`service_name\`.
- The Elasticsearch of the tests is the server without security, index lifecycle and data streams; passwords, API keys and
  certificates were not tried on a real one.
`;
