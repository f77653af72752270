import { expect, it, onTestFinished } from 'vitest';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createProcessBench, postTo, type StartedProcess } from '../support/processes.js';
import { createElasticsearchReader } from './support/elasticsearch.js';
import { openElasticsearch, openVictoriaLogs } from './support/servers.js';
import { createVictoriaLogsReader } from './support/victorialogs.js';

type Line = Readonly<Record<string, unknown>>;
type Click = { readonly userId: string; readonly idempotencyKey: string; readonly clickId: unknown };

const CLICKS = 300;
const SINKS = ['elasticsearch', 'loki'] as const;
// Chance says which process's line of the same millisecond comes first.
const sorted = (lines: readonly Line[]) => lines.map((line) => JSON.stringify(line)).sort();

/** Sums over processes of how many lines each sink has. */
async function readTotals(processes: readonly StartedProcess[], name: string) {
  const pages = await Promise.all(processes.map(async ({ url }) => parseExposition(await (await fetch(`${url}/api/metrics`)).text())));
  const sum = (sink: string) => pages.reduce((total, { samples }) => total + (samples.get(`${name}{sink="${sink}"}`) ?? NaN), 0);
  return Object.fromEntries(SINKS.map((sink) => [sink, sum(sink)]));
}

async function postClicks(api: StartedProcess, from: number, to: number): Promise<Click[]> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  return Promise.all(
    numbers.map(async (number) => {
      for (let tries = 0; ; tries += 1) {
        const [userId, idempotencyKey] = [`user-${number % 7}`, `key-${tries}-${String(number).padStart(8, '0')}`];
        const { status, body } = await postTo(api, idempotencyKey, userId);
        if (status === 202) return { userId, idempotencyKey, clickId: body['clickId'] };
        // When the machine stands still for half a second, Redis is too late for a click: another one is sent in its place.
        expect(status).toBe(503);
      }
    }),
  );
}

it('API and worker ship every line to Elasticsearch 8.19.21 and to VictoriaLogs, though both go away on the way', async () => {
  const [elasticsearch, victorialogs] = await Promise.all([openElasticsearch(), openVictoriaLogs()]);
  onTestFinished(async () => void (await Promise.all([elasticsearch.close(), victorialogs.close()])));
  const bench = createProcessBench();
  const start = (name: 'api' | 'worker') =>
    bench.start(name, {
      MINING_LOG_ELASTICSEARCH_URL: elasticsearch.url,
      MINING_LOG_LOKI_URL: `${victorialogs.url}/insert?_msg_field=message`,
    });
  const processes = [await start('api'), await start('worker')] as const;
  const [api] = processes;
  const clicks = await postClicks(api, 0, CLICKS / 3);
  await Promise.all([elasticsearch.stop(), victorialogs.stop()]);
  clicks.push(...(await postClicks(api, CLICKS / 3, (2 * CLICKS) / 3)));
  await eventually(async () => (await bench.readState()).depth === 0);
  await Promise.all([elasticsearch.restart(), victorialogs.restart()]);
  clicks.push(...(await postClicks(api, (2 * CLICKS) / 3, CLICKS)));
  await eventually(async () => (await bench.readState()).depth === 0);
  const waiting = () => readTotals(processes, 'mining_log_lines_waiting');
  await eventually(async () => Object.values(await waiting()).every((lines) => lines === 0));

  // A process may have something to say at any time: all is here when what was read of lines is what was read of totals.
  const written = await eventually(async () => {
    const shipped = await readTotals(processes, 'mining_log_lines_shipped_total');
    const lines = processes.flatMap(({ output }) => output().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line));
    return SINKS.every((sink) => shipped[sink] === lines.length) && lines;
  });
  const documents = (await createElasticsearchReader(elasticsearch.url).search()).map(({ line }) => line);
  expect(sorted(documents.map(asWritten))).toEqual(sorted(written));
  const rows = await eventually(async () => {
    const found = await createVictoriaLogsReader(victorialogs.url).search();
    return found.length >= written.length && found;
  });
  expect(sorted(rows.map(({ time, service, _msg: message }) => ({ time, service, message })))).toEqual(
    sorted(written.map(({ time, service, message }) => ({ time, service, message }))),
  );
  expect(await readTotals(processes, 'mining_log_lines_dropped_total')).toEqual({ elasticsearch: 0, loki: 0 });

  for (const click of clicks) {
    const ofClick = (service: string) => documents.filter((line) => line['service'] === service && isAbout(line, click.clickId));
    expect(ofClick('mining-click-api')).toMatchObject([{ ...click, message: 'request', status: 202, queueDepth: expect.any(Number) as number }]);
    expect(ofClick('mining-click-worker')).toMatchObject([{ message: 'job', outcome: 'posted', mongoTransactionMs: expect.any(Number) as number }]);
  }
});

/** A document without what the transport adds. */
function asWritten(document: Line): Line {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== '@timestamp' && name !== 'sequence'));
}

function isAbout(line: Line, clickId: unknown): boolean {
  return line['clickId'] === clickId || (Array.isArray(line['clickIds']) && line['clickIds'].includes(clickId));
}
