import { describe, expect, it } from 'vitest';
import { CLOSED, createDeliverLines } from './deliver-lines.js';
import { ALL_TAKEN, judgeStatus, type Delivery } from './receiver.js';
import { createLineReader, type ShippedLine } from './shipped-line.js';

function linesOf(count: number): ShippedLine[] {
  const text = Array.from({ length: count }, (_, number) => `{"level":"info","time":"2026-11-24T03:29:17.123Z","jobId":"${number}"}\n`).join('');
  return createLineReader()({ bytes: Buffer.from(text), firstSequence: 0, lines: count });
}

/** Delivers to a receiver that answers as told, one answer after the other, and takes everything after the last. */
function createDelivery(answers: ((lines: readonly ShippedLine[]) => Delivery | Error)[]) {
  const closing = new AbortController();
  const ended = new AbortController();
  const sent: number[][] = [];
  const seen = { shipped: 0, dropped: [] as (readonly [number, string])[], availability: [] as boolean[], pauses: [] as number[] };
  const deliver = createDeliverLines(
    {
      send: (lines) => {
        sent.push(lines.map(({ sequence }) => sequence));
        const answer = answers.shift()?.(lines) ?? ALL_TAKEN;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    {
      backoffMs: (tries) => {
        seen.pauses.push(tries);
        return 0;
      },
      closing: closing.signal,
      ended: ended.signal,
      onShipped: (lines) => void (seen.shipped += lines),
      onDropped: (lines, why) => void (lines > 0 && seen.dropped.push([lines, why])),
      onAvailability: (isAvailable) => void seen.availability.push(isAvailable),
    },
  );
  return { deliver, sent, seen, closing, ended };
}

describe('lines', () => {
  it('are sent again, longer and longer apart, until the receiver answers', async () => {
    const { deliver, sent, seen } = createDelivery([() => new Error('ECONNREFUSED'), () => ({ kind: 'later', why: 'HTTP 503' }), () => new Error('reset')]);
    await deliver(linesOf(2));
    expect(sent).toEqual([[0, 1], [0, 1], [0, 1], [0, 1]]);
    expect(seen).toMatchObject({ shipped: 2, dropped: [], pauses: [1, 2, 3], availability: [false, false, false, true] });
  });

  it('that single ones of are wanted again or refused: only these are sent again, only those dropped', async () => {
    const { deliver, sent, seen } = createDelivery([
      (lines) => ({ ...ALL_TAKEN, refused: 1, whyRefused: 'too long', again: lines.slice(2), whyAgain: 'busy' }),
    ]);
    await deliver(linesOf(4));
    expect(sent).toEqual([[0, 1, 2, 3], [2, 3]]);
    expect(seen).toMatchObject({ shipped: 3, dropped: [[1, 'too long']], availability: [false, true] });
  });

  it('that are refused together are dropped with the reason, and not sent again', async () => {
    const { deliver, sent, seen } = createDelivery([() => ({ kind: 'refused', why: 'HTTP 400' })]);
    await deliver(linesOf(3));
    expect(sent).toHaveLength(1);
    expect(seen).toMatchObject({ shipped: 0, dropped: [[3, 'HTTP 400']], availability: [true] });
  });

  it('that are too many at once are halved, in order; a single one that is too large is dropped', async () => {
    const tooLarge = (lines: readonly ShippedLine[]): Delivery =>
      lines.some(({ sequence }) => sequence === 2) || lines.length > 3 ? { kind: 'too-large', why: 'HTTP 413' } : ALL_TAKEN;
    const { deliver, sent, seen } = createDelivery(Array.from({ length: 20 }, () => tooLarge));
    await deliver(linesOf(7));
    expect(sent).toEqual([[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3], [0, 1], [2, 3], [2], [3], [4, 5, 6]]);
    expect(seen).toMatchObject({ shipped: 6, dropped: [[1, 'HTTP 413']] });
  });

  it('are given up when time is up', async () => {
    const { deliver, seen, ended, closing } = createDelivery([
      () => {
        closing.abort();
        ended.abort();
        return new Error('cut off');
      },
    ]);
    await deliver(linesOf(3));
    expect(seen).toMatchObject({ shipped: 0, dropped: [[3, CLOSED]] });
  });
});

it.each([
  [200, 'taken'], [204, 'taken'],
  [301, 'later'], [401, 'later'], [403, 'later'], [404, 'later'], [408, 'later'], [429, 'later'], [500, 'later'], [503, 'later'],
  [413, 'too-large'],
  [400, 'refused'], [405, 'refused'], [422, 'refused'],
] as const)('status %i means %s', (status, kind) => {
  expect(judgeStatus(status)).toBe(kind);
});
