import { describe, expect, it } from 'vitest';
import type { OpenLetters } from '../../ledger/dead-letters.js';
import { createMetrics } from '../registry.js';
import { parseExposition } from '../../../test/support/exposition.js';
import { withLetterTelemetry, withRemovalLog } from './dead-letters.js';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const lettersOf = (code: string, count: number, secondsAgo: number): OpenLetters => ({ code: code as OpenLetters['code'], count, oldest: new Date(NOON - secondsAgo * 1000) });

/** Reads that find one thing after another; an error is thrown. */
function createWatchedLetters(...finds: (readonly OpenLetters[] | Error)[]) {
  const metrics = createMetrics('worker');
  const next = () => {
    const found = finds.shift() ?? [];
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  const samples = async () => parseExposition((await metrics.render()).body).samples;
  return {
    look: withLetterTelemetry(next, metrics, () => NOON),
    count: async (code: string) => (await samples()).get(`mining_dead_letters{error_code="${code}"}`),
    age: async () => (await samples()).get('mining_dead_letters_oldest_age_seconds'),
  };
}

describe('the telemetry of dead letters', () => {
  it('claims nothing before the first read, and then shows every code, those without letters at 0', async () => {
    const { look, count, age } = createWatchedLetters([lettersOf('INTERNAL', 2, 60), lettersOf('LEDGER_REFUSED', 1, 90)], []);
    expect([await count('INTERNAL'), await age()]).toEqual([undefined, undefined]);
    await look();
    expect([await count('INTERNAL'), await count('LEDGER_REFUSED'), await count('BATCH_MISSING'), await age()]).toEqual([2, 1, 0, 90]);
    await look();
    expect([await count('INTERNAL'), await count('LEDGER_REFUSED'), await age()]).toEqual([0, 0, 0]);
  });

  it('has no sample after a read that failed, until the next one that did not', async () => {
    const { look, count, age } = createWatchedLetters([lettersOf('INTERNAL', 2, 60)], new Error('MongoDB is away'), [lettersOf('INTERNAL', 3, 70)]);
    await look();
    await expect(look()).rejects.toThrow('MongoDB is away');
    expect([await count('INTERNAL'), await count('BATCH_MISSING'), await age()]).toEqual([undefined, undefined, undefined]);
    await look();
    expect([await count('INTERNAL'), await age()]).toEqual([3, 70]);
  });

  it('hides no letter of a code that only another version knows, nor one from the future', async () => {
    const { look, count, age } = createWatchedLetters([lettersOf('OF_TOMORROW', 2, -60), lettersOf('INTERNAL', 1, -60)]);
    await look();
    expect([await count('INTERNAL'), await age()]).toEqual([3, 0]);
  });

  it('gives no age of the letters of batches, which stay open', async () => {
    const { look, count, age } = createWatchedLetters([lettersOf('BATCH_MISSING', 1, 900)], [lettersOf('BATCH_MISSING', 1, 915), lettersOf('INTERNAL', 1, 15)]);
    await look();
    expect([await count('BATCH_MISSING'), await age()]).toEqual([1, 0]);
    await look();
    expect([await count('BATCH_MISSING'), await age()]).toEqual([1, 15]);
  });

  it('writes a line about letters that were removed, and none about none', async () => {
    const lines: unknown[] = [];
    const line = (...written: unknown[]): void => void lines.push(written);
    const log = { debug: line, info: line, warn: line, error: line };
    const found = [0, 7];
    const remove = withRemovalLog(() => Promise.resolve(found.shift() ?? 0), { log });
    expect([await remove(new Date()), await remove(new Date())]).toEqual([0, 7]);
    expect(lines).toEqual([[{ clicks: 7 }, 'dead letters removed that were replayed long ago']]);
  });
});
