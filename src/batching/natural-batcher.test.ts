import { describe, expect, it } from 'vitest';
import { createNaturalBatcher } from './natural-batcher.js';

/** A call that ends when the test says so. */
function createGate() {
  const calls: { requests: readonly number[]; end: () => void; fail: (fault: unknown) => void }[] = [];
  const send = (requests: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      calls.push({ requests, end: () => resolve(requests.map((request) => request * 10)), fail: reject });
    });
  return { calls, send };
}
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await nextTurn();
};

describe('createNaturalBatcher', () => {
  it('sends one alone in this turn of the event loop', async () => {
    const { calls, send } = createGate();
    const submit = createNaturalBatcher(send, { maxWeight: 10, maxCalls: 1 });
    const result = submit(1);
    await nextTurn();
    expect(calls.map((call) => call.requests)).toEqual([[1]]);
    calls[0]?.end();
    expect(await result).toBe(10);
  });

  it('sends together what arrives while the calls are in flight, in order, as much as a call takes', async () => {
    const { calls, send } = createGate();
    const submit = createNaturalBatcher(send, { maxWeight: 3, maxCalls: 2 });
    void submit(1);
    await turns();
    void submit(2);
    await turns();
    const results = [3, 4, 5, 6].map((request) => submit(request));
    await turns();
    expect(calls.map((call) => call.requests)).toEqual([[1], [2]]);
    calls[0]?.end();
    await turns();
    calls[1]?.end();
    await turns();
    expect(calls.map((call) => call.requests)).toEqual([[1], [2], [3, 4, 5], [6]]);
    for (const call of calls) call.end();
    expect(await Promise.all(results)).toEqual([30, 40, 50, 60]);
  });

  it('weighs requests, and sends one alone that is heavier than a call may be', async () => {
    const { calls, send } = createGate();
    const submit = createNaturalBatcher(send, { maxWeight: 10, maxCalls: 9, weightOf: (request) => request });
    for (const request of [4, 6, 1, 50, 2]) void submit(request);
    await turns();
    expect(calls.map((call) => call.requests)).toEqual([[4, 6], [1], [50], [2]]);
  });

  it('rejects the requests of a call that fails, and goes on with the next', async () => {
    const { calls, send } = createGate();
    const submit = createNaturalBatcher(send, { maxWeight: 10, maxCalls: 1 });
    const failed = Promise.allSettled([submit(1), submit(2)]);
    await turns();
    const next = submit(3);
    calls[0]?.fail(new Error('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turns();
    calls[1]?.end();
    expect(await next).toBe(30);
  });
});
