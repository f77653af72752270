import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/namespace.js';
import type { PrivateServer } from '../support/servers.js';
import { openVictoriaLogs } from './support/servers.js';
import { AWAY_MS, createShipper, expectGap, jobIdsOf, overflow, untilAllIsSaid } from './support/shipping.js';
import { createVictoriaLogsReader, type FoundRow } from './support/victorialogs.js';

// The push protocol is Loki's; what is asked afterwards is LogsQL. Nothing here says anything about Loki itself.
const PATH = '/insert?_msg_field=message';

let server: PrivateServer;
let reader: ReturnType<typeof createVictoriaLogsReader>;

beforeAll(async () => {
  server = await openVictoriaLogs();
  reader = createVictoriaLogsReader(server.url);
});
afterAll(() => server.close());

/** When the present test began: it looks at no rows of before. */
let since = '';
beforeEach(() => void (since = new Date().toISOString()));

const ship = (more: Readonly<Record<string, string>> = {}) => createShipper('loki', { MINING_LOG_LOKI_URL: `${server.url}${PATH}`, ...more });
const find = (filter = '') => reader.search(`{job=~"mining-click-.*"} time:>="${since}" ${filter}`);
/** Waits until as many lines are visible as there should be, at least. */
const untilFound = (count: number) =>
  eventually(async () => {
    const rows = await find();
    return rows.length >= count && rows;
  });
const withoutRepeats = (rows: readonly FoundRow[]) => [...new Set(jobIdsOf(rows))];

describe('VictoriaLogs, by the push protocol of Loki', () => {
  it('has every line once, in order, with its fields, and no labels but job and level', async () => {
    const shipper = await ship();
    shipper.log(5_000);
    shipper.logger.log.warn({ userId: 'user-1', clickIds: ['c1', 'c2'], durationMs: 10.25, status: 202, clickId: null }, 'request');
    await shipper.untilSettled();
    const rows = await untilFound(5_001);
    expect(rows).toHaveLength(5_001);
    expect(jobIdsOf(rows)).toEqual(shipper.jobIds());
    expect(new Set(rows.map(({ _stream }) => _stream))).toEqual(
      new Set(['{job="mining-click-api",level="info"}', '{job="mining-click-api",level="warn"}']),
    );
    const [written] = (await shipper.inFile()).slice(-1);
    expect(rows.at(-1)).toMatchObject({ _msg: 'request', level: 'warn', userId: 'user-1', clickIds: '["c1","c2"]', durationMs: '10.25', status: '202' });
    expect(rows.at(-1)?.['_time']?.slice(0, 23)).toBe(String(written?.['time']).slice(0, 23));
    expect(await find('userId:="user-1" durationMs:>9.5')).toHaveLength(1);
    expect(await find('durationMs:>100')).toHaveLength(0);
    expect(shipper.state()).toMatchObject({ shipped: 5_001, dropped: 0 });
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
    await untilFound(shipper.jobIds().length);
    expect(jobIdsOf(await find('jobId:*'))).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
    expect((await shipper.said()).map(({ message }) => message)).toEqual(['the log receiver does not take lines; they wait', 'the log receiver takes lines again']);
  });

  it('loses nothing while it is frozen for 30 s, though it has some lines twice', async () => {
    const shipper = await ship();
    shipper.log(500);
    await shipper.untilSettled();
    await server.kill('SIGSTOP');
    await shipper.logFor(AWAY_MS);
    await server.kill('SIGCONT');
    shipper.log(500);
    await shipper.untilSettled();
    await untilFound(shipper.jobIds().length);
    // It took a push whose answer came too late, so those lines were sent again; nothing tells it that they are the same.
    expect(withoutRepeats(await find('jobId:*'))).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('stopped in the middle of batches and started again has each line', async () => {
    const shipper = await ship();
    shipper.log(20_000);
    await eventually(() => shipper.state().shipped > 0);
    shipper.log(40_000);
    await server.stop();
    await eventually(async () => (await shipper.said()).length > 0);
    await server.restart();
    shipper.log(1_000);
    await shipper.untilSettled();
    await untilFound(shipper.jobIds().length);
    expect(withoutRepeats(await find('jobId:*'))).toEqual(shipper.jobIds());
    expect(shipper.state()).toMatchObject({ dropped: 0 });
  });

  it('away for longer than the buffer lasts has the newest lines; the others are counted and said', async () => {
    const shipper = await ship({ MINING_LOG_BUFFER_MB: '1' });
    shipper.log(500);
    await shipper.untilSettled();
    await server.stop();
    await overflow(shipper);
    await server.restart();
    const { shipped } = await untilAllIsSaid(shipper);
    expect(await untilFound(shipped)).toHaveLength(shipped);
    expectGap(jobIdsOf(await find('jobId:*')), shipper.jobIds());
  });
});
