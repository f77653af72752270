import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Queue } from 'bullmq';
import { expect, inject, it, onTestFinished } from 'vitest';
import type { StackFile } from '../../src/cli/stack-file.js';
import { QUEUE_NAME } from '../../src/redis/redis-keys.js';
import { fetchApi } from '../support/answers/fetch-api.js';
import { runCommand } from '../support/command.js';
import { eventually } from '../support/namespace.js';
import { openOtlpReader, openSilentReceiver, type OtlpReader, type ReceivedSpan } from '../support/otlp-reader.js';
import { parseExposition } from '../support/exposition.js';
import { createProcessBench, postPatiently } from '../support/processes.js';
import { makeHome, startUp, untilUp, type UpHome } from '../support/up.js';

type Line = Readonly<Record<string, unknown>>;
type Exemplars = { readonly data: readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[] };

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SENDER = '00f067aa0ba902b7';

/** Sends a click to a stack as a user's program does; one of another key where the machine held up its answer, and so its trace. */
async function postClick({ api }: StackFile, { folder, env }: UpHome): Promise<{ key: string; clickId: string }> {
  const secret = { MINING_TOKEN_SECRET: env['MINING_TOKEN_SECRET'] ?? '' };
  const { stdout } = await runCommand(['token', '--user', 'user-1'], { cwd: folder, env: secret });
  for (let tries = 1; ; tries += 1) {
    const key = `key-to-follow-${tries}`;
    const headers = { authorization: `Bearer ${stdout.trim()}`, 'idempotency-key': key };
    const response = await fetchApi(`${api}/api/mining/click`, { method: 'POST', headers });
    const { clickId = '', type } = (await response.json()) as { clickId?: string; type?: string };
    if (type === '/docs/problems/admission-unavailable') continue;
    expect(response.status).toBe(202);
    return { key, clickId };
  }
}

const REQUESTS = 'http_request_duration_seconds_bucket{endpoint="/api/mining/click",status="202"}';
const CREDITS = 'mining_click_credit_duration_seconds_bucket';

async function readExampleTraces({ prometheus }: StackFile, query: string): Promise<string[]> {
  const now = Date.now() / 1000;
  const asked = new URLSearchParams({ query, start: String(now - 300), end: String(now + 5) });
  const answer = await fetch(`${prometheus}/api/v1/query_exemplars?${asked}`);
  const { data } = (await answer.json()) as Exemplars;
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
}

/** The lines of a process that name a trace. */
function linesWith({ logs }: StackFile, process: 'api' | 'worker', traceId: string): Line[] {
  const file = join(logs, `${process}.ndjson`);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.includes(traceId));
  return lines.map((line) => JSON.parse(line) as Line);
}

const NOWHERE = { traceId: '', spanId: '' };
const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);
const ofTrace = ({ spans }: OtlpReader, traceId: string) => spans.filter((span) => span.traceId === traceId);

/** The spans of a click's trace, once all that there will be have come. */
const untilWhole = (reader: OtlpReader, traceId: string) =>
  eventually(() => {
    const spans = ofTrace(reader, traceId);
    return spans.length >= 4 && spans;
  });

/** The spans of a batch's trace, of which that of its processing ends last. */
const untilProcessed = (reader: OtlpReader, traceId: string) =>
  eventually(() => {
    const spans = ofTrace(reader, traceId);
    return named(spans, 'process mining-clicks').length > 0 && spans;
  });

it('one click is followed from an example of its latency to the ledger, by one trace id', async () => {
  const reader = await openOtlpReader();
  const home = await makeHome({
    OTEL_EXPORTER_OTLP_ENDPOINT: reader.url,
    MINING_TRACES_SAMPLE_RATIO: '1',
    MINING_TOKEN_SECRET: 'a secret for tests that is long enough',
  });
  const stack = await untilUp(home, startUp(home));
  const { key, clickId } = await postClick(stack, home);

  const [traceId = ''] = await eventually(async () => notEmpty(await readExampleTraces(stack, REQUESTS)));
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const [request] = await eventually(() => notEmpty(linesWith(stack, 'api', traceId)));
  expect(request).toMatchObject({ message: 'request', status: 202, traceId, clickId, idempotencyKey: key });
  await expect.poll(() => readExampleTraces(stack, CREDITS), { timeout: 60_000 }).toContain(traceId);
  const [job] = await eventually(() => notEmpty(linesWith(stack, 'worker', traceId)));
  expect(job).toMatchObject({ message: 'job', outcome: 'posted', clickIds: [clickId], traceIds: [traceId] });
  const client = await MongoClient.connect(stack.mongodbUrl);
  onTestFinished(() => client.close());
  const rows = client.db(stack.mongodbDatabase).collection<{ _id: string }>('clicks');
  expect(await rows.findOne({ _id: clickId })).toMatchObject({ traceId, status: 'credited' });
  // No trace but those of clicks in the ledger: only this one's, unless the machine made it be sent again.
  expect(await rows.distinct('traceId')).toEqual(expect.arrayContaining(await readExampleTraces(stack, CREDITS)));
  expect(Object.keys((await rows.findOne({ _id: clickId })) ?? {})).not.toContain('spanId');

  const spans = await untilWhole(reader, traceId);
  const [server] = named(spans, 'POST /api/mining/click');
  expect(server).toMatchObject({ service: 'mining-click-api', kind: 2, isError: false });
  expect(server?.attributes).toMatchObject({ 'http.response.status_code': 202, 'mining.click.id': clickId });
  const parentSpanId = server?.spanId;
  expect(named(spans, 'EVALSHA admitClicks')).toMatchObject([{ service: 'mining-click-api', kind: 3, parentSpanId }]);
  expect(named(spans, 'wait mining-clicks')).toMatchObject([{ service: 'mining-click-worker', kind: 1, parentSpanId }]);
  const [credit] = named(spans, 'credit mining-clicks');
  expect(credit).toMatchObject({ service: 'mining-click-worker', kind: 5, parentSpanId, isError: false });
  for (const span of spans) expect(span.endMs, span.name).toBeGreaterThanOrEqual(span.startMs);
  const [wait] = named(spans, 'wait mining-clicks');
  expect(wait?.endMs).toBe(credit?.startMs);

  const [place = NOWHERE] = credit?.links ?? [];
  const batch = await untilProcessed(reader, place.traceId);
  expect(named(batch, 'process mining-clicks')).toMatchObject([
    { spanId: place.spanId, kind: 5, links: [{ traceId, spanId: parentSpanId }], attributes: { 'mining.batch.id': job?.['batchId'] } },
  ]);
  expect(named(batch, 'transaction')).toMatchObject([{ kind: 3, parentSpanId: place.spanId, isError: false }]);
  expect([...reader.paths]).toEqual(['POST /v1/traces application/json']);
});

it("a sender's decision on its trace holds, and without one the ratio decides", async () => {
  const reader = await openOtlpReader();
  const bench = createProcessBench();
  const traced = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${reader.url}/own/path`, MINING_TRACES_SAMPLE_RATIO: '0' };
  const api = await bench.start('api', traced);
  await bench.start('worker', traced);
  const unsampled = TRACE.replace('4bf9', '0000');
  await postPatiently(api, 'key-without-parent');
  await postPatiently(api, 'key-of-unsampled', 'user-1', { traceparent: `00-${unsampled}-${SENDER}-00` });
  await postPatiently(api, 'key-of-sampled', 'user-1', { traceparent: `00-${TRACE}-${SENDER}-01` });

  const [server] = named(await untilWhole(reader, TRACE), 'POST /api/mining/click');
  expect(server).toMatchObject({ parentSpanId: SENDER });
  const namesOfOthers = () => new Set(reader.spans.filter(({ traceId }) => traceId !== TRACE).map(({ name }) => name));
  await expect.poll(namesOfOthers).toEqual(new Set(['process mining-clicks', 'transaction']));
  expect([...reader.paths]).toEqual(['POST /own/path application/json']);
  const rows = await eventually(async () => (await bench.clicks.countDocuments()) === 3 && bench.clicks.find().toArray());
  expect(rows.map(({ traceId }) => traceId)).toEqual(expect.arrayContaining([TRACE, unsampled]));
});

it('the trace of a foreign click begins where it is taken in', async () => {
  const reader = await openOtlpReader();
  const bench = createProcessBench();
  const queue = new Queue(QUEUE_NAME, { connection: { url: inject('redisUrl') }, prefix: bench.prefix });
  onTestFinished(() => queue.close());
  await queue.add('click', { userId: 'user-1', idempotencyKey: 'key-from-outside' });
  await bench.start('worker', { OTEL_EXPORTER_OTLP_ENDPOINT: reader.url, MINING_TRACES_SAMPLE_RATIO: '1' });
  const row = await eventually(async () => (await bench.clicks.findOne({ idempotencyKey: 'key-from-outside' })) ?? undefined);
  const spans = await eventually(() => {
    const received = ofTrace(reader, row.traceId);
    return received.length >= 3 && received;
  });
  const [first] = named(spans, 'receive mining-clicks');
  expect(first?.parentSpanId).toBeUndefined();
  for (const name of ['wait mining-clicks', 'credit mining-clicks']) {
    expect(named(spans, name)).toMatchObject([{ parentSpanId: first?.spanId, attributes: { 'mining.click.id': row._id } }]);
  }
});

it.each([
  ['does not answer', async () => (await openSilentReceiver()).url],
  ['is away', () => Promise.resolve('http://127.0.0.1:9')],
])('a receiver that %s holds up neither clicks nor the end of the processes', async (_how, open) => {
  const bench = createProcessBench();
  // A process that waited for the receiver as long as this allows would outlive the test.
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: await open(), OTEL_EXPORTER_OTLP_TIMEOUT: '600000', MINING_TRACES_SAMPLE_RATIO: '1' };
  const [api, worker] = await Promise.all([bench.start('api', traced), bench.start('worker', traced)]);
  for (let click = 0; click < 20; click += 1) expect(await postPatiently(api, `key-number-${click}`)).toMatchObject({ isAccepted: true });
  await eventually(async () => (await bench.clicks.countDocuments({ status: 'credited' })) === 20);
  expect(await Promise.all([api.kill('SIGTERM'), worker.kill('SIGTERM')])).toEqual([0, 0]);
});

it('what a receiver does not take is counted, and said by a line that names the place', async () => {
  const bench = createProcessBench();
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '100', MINING_TRACES_SAMPLE_RATIO: '1' };
  const api = await bench.start('api', away);
  await postPatiently(api, 'key-of-no-trace');
  const page = async () => parseExposition(await (await fetch(`${api.url}/api/metrics`)).text()).samples;
  await eventually(async () => ((await page()).get('mining_trace_spans_dropped_total{reason="failed"}') ?? 0) >= 2);
  expect((await page()).get('mining_trace_spans_sent_total')).toBe(0);
  const lines = await eventually(() => notEmpty(api.output().split('\n').filter((line) => line.includes('"where":"sending spans"'))));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', message: 'fault', error: expect.stringContaining('ECONNREFUSED') as string });
});

function notEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
