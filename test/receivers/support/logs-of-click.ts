import { expect } from 'vitest';
import type { ReadLogs } from '../../../src/console/found.js';
import { eventually } from '../../support/namespace.js';
import type { Shipper } from './shipping.js';

export const CLICK = `c${'0a'.repeat(20)}`;
const OTHER = `c${'0b'.repeat(20)}`;
export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const BATCH = 'p8Zk3vQx1tRw5yLm';

/** Ships lines as API and worker write them, and reads them back as the console does: by click, by trace, by batch, bounded. */
export async function expectLinesOfClick(shipper: Shipper, readLogs: ReadLogs, source: 'loki' | 'elasticsearch'): Promise<void> {
  const { log } = shipper.logger;
  const since = Date.now() - 60_000;
  log.info({ clickId: CLICK, traceId: TRACE, status: 202, method: 'POST', durationMs: 3.5 }, 'request');
  log.info({ clickId: OTHER, traceId: 'b'.repeat(32), idempotencyKey: CLICK }, 'request');
  log.error({ jobId: `r-${BATCH}-1`, errorCode: 'LEDGER_UNAVAILABLE', error: 'a "quoted" text' }, 'fault');
  log.error({ jobId: `b-${BATCH}0` }, 'fault');
  log.info({ jobId: `b-${BATCH}`, batchId: BATCH, clickIds: [OTHER, CLICK], traceIds: ['b'.repeat(32), TRACE] }, 'job');
  await shipper.untilSettled();
  const messagesOf = async (ids: { clickId?: string; traceId?: string; batchId?: string }, limit = 10) => (await readLogs({ ...ids, since, limit })).lines.map(({ level, message }) => `${level} ${message}`);
  await eventually(async () => (await messagesOf({ clickId: CLICK })).length === 2);
  expect(await messagesOf({ clickId: CLICK })).toEqual(['info request', 'info job']);
  expect(await messagesOf({ traceId: TRACE })).toEqual(['info request', 'info job']);
  expect(await messagesOf({ batchId: BATCH })).toEqual(['error fault', 'info job']);
  expect(await messagesOf({ clickId: CLICK, batchId: BATCH })).toEqual(['info request', 'error fault', 'info job']);
  const [newest, ...others] = (await readLogs({ clickId: CLICK, limit: 1 })).lines;
  expect([newest?.message, others]).toEqual(['job', []]);
  expect(await readLogs({ clickId: CLICK, limit: 1 })).toMatchObject({ source, isCut: true });
  expect(newest).toEqual({
    at: expect.any(Number) as number,
    process: 'mining-click-api',
    level: 'info',
    message: 'job',
    fields: { jobId: `b-${BATCH}`, batchId: BATCH, clickIds: [OTHER, CLICK], traceIds: ['b'.repeat(32), TRACE] },
  });
  expect(await readLogs({ clickId: `c${'0c'.repeat(20)}`, limit: 10 })).toEqual({ source, lines: [], isCut: false });
  expect(await messagesOf({ clickId: CLICK, batchId: '"} or {' })).toEqual(['info request', 'info job']);
  expect((await readLogs({ clickId: CLICK, since: Date.now() + 600_000, limit: 10 })).lines).toEqual([]);
}

/** A store that does not answer is named, with the setting that says where it is. */
export async function expectProblem(readLogs: ReadLogs, setting: string): Promise<void> {
  const { lines, isCut, problem } = await readLogs({ clickId: CLICK, limit: 10 });
  expect([lines, isCut]).toEqual([[], true]);
  expect(problem).toContain(`look at ${setting}.`);
}
