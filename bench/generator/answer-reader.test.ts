import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnswerReader } from './answer-reader.js';

const answer = (status: number, body: string): string =>
  `HTTP/1.1 ${status} Some Reason\r\nContent-Type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('createAnswerReader', () => {
  it('finds every answer, however the bytes are cut', () => {
    const answers = fc.array(fc.tuple(fc.constantFrom(202, 200, 429, 503), fc.string({ unit: 'binary', maxLength: 50 })));
    fc.assert(
      fc.property(answers, fc.infiniteStream(fc.integer({ min: 1, max: 80 })), (given, cuts) => {
        const bytes = Buffer.from(given.map(([status, body]) => answer(status, body)).join(''));
        const found: [number, string][] = [];
        const read = createAnswerReader((status, body) => found.push([status, body.toString()]));
        for (let from = 0; from < bytes.length; ) {
          const to = from + (cuts.next().value ?? 1);
          read(bytes.subarray(from, to));
          from = to;
        }
        expect(found).toEqual(given);
      }),
    );
  });

  it('refuses an answer whose length it cannot tell', () => {
    const read = createAnswerReader(() => undefined);
    expect(() => read(Buffer.from('HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n'))).toThrow('Content-Length');
  });
});
