import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHttpSender } from '../../src/cli/log-shipping/http-sender.js';
import { createElasticsearchReceiver } from '../../src/telemetry/log-shipping/elasticsearch.js';
import { createLineReader } from '../../src/telemetry/log-shipping/shipped-line.js';
import { eventually } from '../support/namespace.js';
import type { PrivateServer } from '../support/servers.js';
import { createElasticsearchReader } from './support/elasticsearch.js';
import { openElasticsearch } from './support/servers.js';
import { AWAY_MS, createShipper, expectGap, jobIdsOf, overflow, untilAllIsSaid } from './support/shipping.js';

type Mapping = Record<string, { readonly mappings: { readonly properties: Record<string, { readonly type: string }> } }>;

let server: PrivateServer;
let reader: ReturnType<typeof createElasticsearchReader>;

beforeAll(async () => {
  server = await openElasticsearch();
  reader = createElasticsearchReader(server.url);
});
afterAll(() => server.close());
// Each test has the node for itself.
beforeEach(async () => {
  for (const index of await reader.indices()) await reader.remove(`/${index}`);
  await reader.remove('/_index_template/mining-click');
});

const ship = (more: Readonly<Record<string, string>> = {}) => createShipper('elasticsearch', { MINING_LOG_ELASTICSEARCH_URL: server.url, ...more });
const found = async () => (await reader.search()).map(({ line }) => line);

describe('Elasticsearch 8.19.21', () => {
  it('has every line once, in order, as it is in the file, in the index of its day', async () => {
    const shipper = await ship();
    shipper.log(5_000);
    await shipper.untilSettled();
    const documents = await reader.search();
    expect(jobIdsOf(documents.map(({ line }) => line))).toEqual(shipper.jobIds());
    const written = await shipper.inFile();
    expect(documents.map(({ line }) => line)).toEqual(written.map((line, sequence) => ({ ...line, '@timestamp': line['time'], sequence })));
    for (const { index, line } of documents) expect(index).toBe(`mining-click-${String(line['time']).slice(0, 10).replaceAll('-', '.')}`);
    expect(shipper.state()).toMatchObject({ shipped: written.length, dropped: 0 });
  });

  it('keeps a line in the index of its own day, whatever day it is sent', async () => {
    const ask = openHttpSender({ url: server.url, headers: {}, secrets: [] }, { gzip: true, ca: undefined });
    const receiver = createElasticsearchReceiver(ask, { url: server.url, idPrefix: 'test', installsTemplate: true, onTemplateRefused: () => undefined });
    const written = ['2026-11-23T23:59:59.999Z', '2026-11-24T00:00:00.000Z'].map((time, number) => ({ level: 'info', time, jobId: String(number) }));
    const bytes = Buffer.from(written.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const lines = createLineReader()({ bytes, firstSequence: 0, lines: 2 });
    const send = () => receiver.send(lines, AbortSignal.timeout(10_000));
    // The second time as after an answer that got lost.
    expect([await send(), await send()]).toMatchObject([{ kind: 'taken', refused: 0 }, { kind: 'taken', refused: 0 }]);
    const documents = await reader.search();
    expect(documents.map(({ index }) => index)).toEqual(['mining-click-2026.11.23', 'mining-click-2026.11.24']);
    expect(jobIdsOf(documents.map(({ line }) => line))).toEqual(['0', '1']);
  });

  it('has a type for each field: exact words, numbers that compare, dates, addresses', async () => {
    const shipper = await ship();
    const base = { idempotencyKey: 'key-00000001', userId: 'user-1', clientIp: '10.1.2.3', status: 202, queueDepth: 9, durationMs: 9.5, clickIds: ['c1', 'c2'] };
    shipper.logger.log.info(base, 'request');
    shipper.logger.log.info({ ...base, userId: 'user-2', clientIp: '2001:db8::1', queueDepth: 10, durationMs: 10.25 }, 'request');
    shipper.logger.log.error({ error: 'the "primary" was not found', errorCode: 'LEDGER_UNAVAILABLE', stack: 'x'.repeat(100_000) }, 'fault');
    await shipper.untilSettled();
    const [mapping] = Object.values(await reader.ask<Mapping>('/mining-click-*/_mapping'));
    const types = Object.fromEntries(Object.entries(mapping?.mappings.properties ?? {}).map(([name, { type }]) => [name, type]));
    expect(types).toMatchObject({ '@timestamp': 'date', time: 'date', level: 'keyword', service: 'keyword', userId: 'keyword', idempotencyKey: 'keyword' });
    expect(types).toMatchObject({ clickIds: 'keyword', clientIp: 'ip', durationMs: 'float', queueDepth: 'integer', status: 'integer', sequence: 'long', message: 'text' });
    const count = async (query: object) => (await reader.search(query)).length;
    expect(await count({ term: { userId: 'user-1' } })).toBe(1);
    expect(await count({ term: { userId: 'user' } })).toBe(0);
    expect(await count({ term: { clickIds: 'c2' } })).toBe(2);
    expect(await count({ range: { durationMs: { gt: 9.5 } } })).toBe(1);
    expect(await count({ range: { queueDepth: { gte: 9, lt: 10 } } })).toBe(1);
    expect(await count({ term: { clientIp: '10.1.0.0/16' } })).toBe(1);
    expect(await count({ term: { clientIp: '2001:db8::/32' } })).toBe(1);
    expect(await count({ range: { '@timestamp': { gte: 'now-1h' } } })).toBe(3);
    expect(await count({ match: { error: 'primary' } })).toBe(1);
    expect(await count({ term: { errorCode: 'LEDGER_UNAVAILABLE' } })).toBe(1);
  });

  it('loses nothing while it is stopped for 30 s, and has each line once', async () => {
    const shipper = await ship();
    shipper.log(500);
    await shipper.untilSettled();
    await server.stop();
    await shipper.logFor(AWAY_MS);
    expect(shipper.state()).toMatchObject({ shipped: 500 });
    await server.restart();
    shipper.log(500);
    await shipper.untilSettled();
    expect(jobIdsOf(await found())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
    expect((await shipper.said()).map(({ message }) => message)).toEqual(['the log receiver does not take lines; they wait', 'the log receiver takes lines again']);
  });

  it('loses nothing while it is frozen for 30 s, and has each line once', async () => {
    const shipper = await ship();
    shipper.log(500);
    await shipper.untilSettled();
    await server.kill('SIGSTOP');
    await shipper.logFor(AWAY_MS);
    await server.kill('SIGCONT');
    shipper.log(500);
    await shipper.untilSettled();
    expect(jobIdsOf(await found())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('killed in the middle of batches and started again has each line once', async () => {
    const shipper = await ship();
    shipper.log(20_000);
    await eventually(() => shipper.state().shipped > 0);
    shipper.log(40_000);
    await server.kill('SIGKILL');
    await server.restart();
    shipper.log(1_000);
    await shipper.untilSettled();
    expect(jobIdsOf(await found())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('away for longer than the buffer lasts has the newest lines; the others are counted and said', async () => {
    const shipper = await ship({ MINING_LOG_BUFFER_MB: '1' });
    shipper.log(500);
    await shipper.untilSettled();
    await server.kill('SIGSTOP');
    await overflow(shipper);
    await server.kill('SIGCONT');
    const { shipped, dropped } = await untilAllIsSaid(shipper);
    expect(dropped).toBeGreaterThan(0);
    const lines = await found();
    expect(lines).toHaveLength(shipped);
    expectGap(jobIdsOf(lines), shipper.jobIds());
  });

  it('that refuses some lines for good has the others; the refused ones are counted and said', async () => {
    const properties = { jobId: { type: 'byte' } };
    await reader.put('/_index_template/of-somebody-else', { index_patterns: ['mining-click-*'], priority: 300, template: { mappings: { properties } } });
    const shipper = await ship({ MINING_LOG_ELASTICSEARCH_TEMPLATE: 'leave' });
    shipper.log(1_000);
    await shipper.untilSettled();
    await reader.remove('/_index_template/of-somebody-else');
    expect(jobIdsOf(await found())).toEqual(shipper.jobIds().slice(0, 128));
    expect(shipper.state()).toMatchObject({ dropped: 1_000 - 128 });
    const said = await eventually(async () => (await shipper.said()).find(({ linesDropped }) => linesDropped !== undefined));
    expect(said).toMatchObject({ linesDropped: 1_000 - 128, error: expect.stringMatching(/^HTTP 400 document_parsing_exception/) as string });
  });

  it('that takes no writes for a while, as with a full disk, gets every line once it does', async () => {
    const shipper = await ship();
    shipper.log(100);
    await shipper.untilSettled();
    const block = (value: boolean | null) => reader.put('/mining-click-*/_settings', { 'index.blocks.read_only_allow_delete': value });
    await block(true);
    shipper.log(100);
    await eventually(async () => (await shipper.said()).length > 0);
    expect(shipper.state()).toMatchObject({ shipped: 100, dropped: 0 });
    await block(null);
    await shipper.untilSettled();
    expect(jobIdsOf(await found())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });
});
