import { expect, it } from 'vitest';
import { createLimit } from './limit.ts';

it('runs so many at a time, the rest in turn, and not those that were given up', async () => {
  const limit = createLimit(2);
  const [kept, given] = [new AbortController(), new AbortController()];
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const task = (id: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(id);
      ends.push(() => resolve(id));
    });
  const results = [1, 2, 3, 4].map((id) => limit(task(id), id === 3 ? given.signal : kept.signal));
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
  given.abort();
  ends[0]?.();
  await results[2];
  ends[1]?.();
  await expect.poll(() => begun).toEqual([1, 2, 4]);
  ends[2]?.();
  expect(await Promise.all(results)).toEqual([1, 2, undefined, 4]);
});
