import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineBuffer } from './line-buffer.js';
import { countLines, createLineReader, type LineBlock, type ShippedLine } from './shipped-line.js';

const TIME = '2026-11-24T03:29:17.123Z';
const lineAt = (time: string, number: number, level = 'info') => `{"level":"${level}","time":"${time}","jobId":"${number}"}\n`;

/** Blocks of so many lines each, numbered through. */
function blocksOf(...sizes: readonly number[]): LineBlock[] {
  let sequence = 0;
  return sizes.map((lines) => {
    const firstSequence = sequence;
    sequence += lines;
    return { bytes: Buffer.from(Array.from({ length: lines }, (_, index) => lineAt(TIME, firstSequence + index)).join('')), firstSequence, lines };
  });
}
const BYTES = lineAt(TIME, 0).length;
const sequencesOf = (lines: readonly ShippedLine[]) => lines.map(({ sequence }) => sequence);

describe('a buffer of lines', () => {
  it('gives whole blocks, about as many bytes as are wanted, and at least one', () => {
    const buffer = createLineBuffer(1e6);
    for (const block of blocksOf(2, 2, 5)) expect(buffer.add(block)).toBe(0);
    expect(sequencesOf(buffer.take(4 * BYTES))).toEqual([0, 1, 2, 3]);
    buffer.settle();
    expect(sequencesOf(buffer.take(1))).toEqual([4, 5, 6, 7, 8]);
    expect(buffer.isEmpty()).toBe(true);
    expect(buffer.take(1)).toEqual([]);
  });

  it('drops the oldest lines for new ones, but not those that were taken', () => {
    const buffer = createLineBuffer(6 * BYTES);
    const [a, b, c, d] = blocksOf(2, 2, 2, 2) as [LineBlock, LineBlock, LineBlock, LineBlock];
    for (const block of [a, b, c]) expect(buffer.add(block)).toBe(0);
    expect(sequencesOf(buffer.take(1))).toEqual([0, 1]);
    expect(buffer.add(d)).toBe(2);
    expect(buffer.bytes()).toBe(6 * BYTES);
    buffer.settle();
    expect(buffer.bytes()).toBe(4 * BYTES);
    expect(sequencesOf(buffer.take(1e6))).toEqual([4, 5, 6, 7]);
  });

  it('drops a block that never fits', () => {
    const buffer = createLineBuffer(3 * BYTES);
    const [small, large] = blocksOf(2, 4) as [LineBlock, LineBlock];
    buffer.add(small);
    expect(buffer.add(large)).toBe(6);
    expect(buffer.bytes()).toBe(0);
  });

  it('never holds more than it may, and loses no line uncounted', () => {
    const step = fc.oneof(fc.record({ add: fc.integer({ min: 1, max: 9 }) }), fc.constant('take' as const), fc.constant('settle' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const buffer = createLineBuffer(10 * BYTES + 100);
        const sizes = steps.flatMap((each) => (typeof each === 'object' ? [each.add] : []));
        const blocks = blocksOf(...sizes);
        const taken: ShippedLine[] = [];
        let dropped = 0;
        for (const each of steps) {
          if (each === 'take') taken.push(...buffer.take(3 * BYTES));
          else if (each === 'settle') buffer.settle();
          else dropped += buffer.add(blocks.shift() as LineBlock);
          expect(buffer.bytes()).toBeLessThanOrEqual(10 * BYTES + 100);
        }
        dropped += buffer.removeAll();
        expect(taken.length + dropped).toBe(sizes.reduce((sum, size) => sum + size, 0));
        expect(sequencesOf(taken)).toEqual(sequencesOf(taken).toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('a line', () => {
  it('says its level and time, and how many of its millisecond came before, over the ends of blocks', () => {
    const read = createLineReader();
    const later = '2026-11-24T03:29:17.124Z';
    const first = Buffer.from(lineAt(TIME, 0) + lineAt(TIME, 1, 'error') + lineAt(later, 2, 'debug'));
    const second = Buffer.from(lineAt(later, 3, 'warn') + lineAt(TIME, 4));
    expect(countLines(first)).toBe(3);
    const lines = [...read({ bytes: first, firstSequence: 7, lines: 3 }), ...read({ bytes: second, firstSequence: 10, lines: 2 })];
    expect(lines.map(({ level, time, before, sequence }) => [level, time, before, sequence])).toEqual([
      ['info', TIME, 0, 7],
      ['error', TIME, 1, 8],
      ['debug', later, 0, 9],
      ['warn', later, 1, 10],
      ['info', TIME, 0, 11],
    ]);
    expect(lines.map(({ milliseconds }) => new Date(milliseconds).toISOString())).toEqual([TIME, TIME, later, later, TIME]);
    expect(lines.map(({ bytes, start, end }) => JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()) as unknown)).toHaveLength(5);
  });
});
