import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/namespace.js';
import type { PrivateServer } from '../../support/servers.js';
import { createLokiReader } from '../support/loki.js';
import { openLoki } from '../support/servers.js';
import { AWAY_MS, createShipper, expectGap, jobIdsOf, overflow, untilAllIsSaid } from '../support/shipping.js';

type Labels = { readonly data: readonly string[] };
type Vector = { readonly data: { readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[] } };

let server: PrivateServer;
let reader: ReturnType<typeof createLokiReader>;

beforeAll(async () => {
  server = await openLoki();
  reader = createLokiReader(server.url);
});
afterAll(() => server.close());

/** When the present test began: it looks at no entries of before. */
let since = 0;
beforeEach(() => void (since = Date.now()));

const ship = (more: Readonly<Record<string, string>> = {}) => createShipper('loki', { MINING_LOG_LOKI_URL: server.url, ...more });
const search = async () => (await reader.search()).filter(({ time }) => Number(BigInt(time) / 1_000_000n) >= since);
const find = async () => (await search()).map(({ line }) => line);

describe('Loki 3.7.8', () => {
  it('has every line once, in order, as it is in the file, with no labels of ours but job and level', async () => {
    const shipper = await ship();
    shipper.log(5_000);
    shipper.logger.log.warn({ userId: 'user-1', clickIds: ['c1', 'c2'], durationMs: 10.25 }, 'request');
    await shipper.untilSettled();
    const entries = await search();
    expect(entries.map(({ line }) => line)).toEqual(await shipper.inFile());
    // Loki itself adds service_name and detected_level.
    const { data: labels } = await reader.ask<Labels>('labels');
    expect([...labels].sort()).toEqual(['job', 'level', 'service_name']);
    expect(new Set(entries.map(({ labels: { job, level } }) => `${job} ${level}`))).toEqual(new Set(['mining-click-api info', 'mining-click-api warn']));
    expect(await reader.search('{job=~"mining-click-.*"} | json | userId="user-1" | durationMs > 9.5')).toHaveLength(1);
    expect(await reader.search('{job="mining-click-api", level="warn"} |= "c2"')).toHaveLength(1);
    const { data } = await reader.ask<Vector>('query', { query: 'sum by (job, level) (count_over_time({job=~"mining-click-.*"}[10m]))' });
    const counts = data.result.map(({ metric, value }) => [metric['level'], Number(value[1])]);
    expect(counts.sort()).toEqual([['info', 5_000], ['warn', 1]]);
    expect(shipper.state()).toMatchObject({ shipped: 5_001, dropped: 0 });
  });

  it('loses nothing while it is stopped for 30 s, and has each line once', async () => {
    const shipper = await ship();
    shipper.log(500);
    await shipper.untilSettled();
    await server.stop();
    await shipper.logFor(AWAY_MS);
    await server.restart();
    shipper.log(500);
    await shipper.untilSettled();
    expect(jobIdsOf(await find())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
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
    expect(jobIdsOf(await find())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('killed in the middle of batches and started again has each line once', async () => {
    const shipper = await ship();
    shipper.log(20_000);
    await eventually(() => shipper.state().shipped > 0);
    shipper.log(20_000);
    await server.kill('SIGKILL');
    await server.restart();
    shipper.log(1_000);
    await shipper.untilSettled();
    expect(jobIdsOf(await find())).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('away for longer than the buffer lasts has the newest lines; the others are counted and said', async () => {
    const shipper = await ship({ MINING_LOG_BUFFER_MB: '1' });
    shipper.log(500);
    await shipper.untilSettled();
    await server.kill('SIGSTOP');
    await overflow(shipper);
    await server.kill('SIGCONT');
    const { shipped } = await untilAllIsSaid(shipper);
    const lines = await find();
    expect(lines).toHaveLength(shipped);
    expectGap(jobIdsOf(lines), shipper.jobIds());
  });
});
