import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineChunks } from './line-chunks.js';

it('gives back every byte in order, in whatever portions it is taken', () => {
  const line = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 150_000 }).map((length) => 'ä€😀'.repeat(length / 4)));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(line, { maxLength: 5 }), fc.double({ min: 0.01, max: 1, noNaN: true })), { maxLength: 10 }), (rounds) => {
      const chunks = createLineChunks();
      const taken: Uint8Array[] = [];
      const take = (share: number): void => {
        const first = chunks.first();
        const bytes = Math.ceil(first.length * share);
        taken.push(Buffer.from(first.subarray(0, bytes)));
        if (bytes > 0) chunks.remove(bytes);
      };
      for (const [lines, share] of rounds) {
        lines.forEach(chunks.add);
        take(share);
      }
      while (chunks.bytes() > 0) take(1);
      expect(Buffer.concat(taken).toString()).toBe(rounds.flatMap(([lines]) => lines).join(''));
    }),
    { numRuns: 50 },
  );
});
