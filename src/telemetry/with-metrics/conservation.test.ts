import { describe, expect, it } from 'vitest';
import type { Conservation } from '../../ledger/conservation.js';
import type { LogFields } from '../log-fields.js';
import { createMetrics } from '../registry.js';
import { parseExposition } from '../../../test/support/exposition.js';
import { withConservationTelemetry } from './conservation.js';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const AGREED: Conservation = { difference: 0, checkedAt: NOON + 90_000, differing: [] };
const DIFFERED: Conservation = {
  difference: -1,
  checkedAt: NOON + 105_000,
  differing: [
    { from: NOON - 60_000, difference: 1 },
    { from: NOON, difference: -2 },
  ],
};

/** A check that finds one thing after another; an error is thrown. */
function createWatchedCheck(...finds: (Conservation | undefined | Error)[]) {
  const metrics = createMetrics('worker');
  const lines: (readonly [string, LogFields, string])[] = [];
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push([level, fields, message]);
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const next = () => {
    const found = finds.shift();
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  const check = withConservationTelemetry(next, metrics, { log });
  const samples = async () => {
    const page = parseExposition((await metrics.render()).body).samples;
    return [page.get('mining_click_conservation_difference'), page.get('mining_click_conservation_checked_timestamp_seconds')];
  };
  return { check, lines, samples };
}

describe('the telemetry of the comparison', () => {
  it('claims nothing before something was compared', async () => {
    const { check, samples } = createWatchedCheck(undefined);
    expect(await samples()).toEqual([undefined, undefined]);
    expect(await check()).toBeUndefined();
    expect(await samples()).toEqual([undefined, undefined]);
  });

  it('shows what was found and when', async () => {
    const { check, samples } = createWatchedCheck(AGREED, DIFFERED);
    expect(await check()).toBe(AGREED);
    expect(await samples()).toEqual([0, NOON / 1000 + 90]);
    await check();
    expect(await samples()).toEqual([-1, NOON / 1000 + 105]);
  });

  it('leaves the samples as they were when a check fails or could not compare: their time grows old', async () => {
    const { check, samples } = createWatchedCheck(DIFFERED, new Error('MongoDB is away'), undefined);
    await check();
    await expect(check()).rejects.toThrow('MongoDB is away');
    await check();
    expect(await samples()).toEqual([-1, NOON / 1000 + 105]);
  });

  it('writes a line with the minutes when they change, and when all agree again', async () => {
    const { check, lines } = createWatchedCheck(AGREED, DIFFERED, DIFFERED, AGREED, AGREED);
    for (let checks = 0; checks < 5; checks += 1) await check();
    expect(lines).toEqual([
      ['error', { minutes: ['2026-11-23T11:59Z +1', '2026-11-23T12:00Z -2'] }, 'accepted clicks and rows of the ledger differ'],
      ['info', {}, 'accepted clicks and rows of the ledger agree again'],
    ]);
  });
});
