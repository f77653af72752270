import { describe, expect, it } from 'vitest';
import type { LettersAnswer, ReplayAnswer, ReplayBody } from '../../../src/http/routes/admin-schemas.ts';
import type { Answer } from '../api/ask.ts';
import { collectLetters, countResults, leftOf, runReplay, STEP, worthReplaying, type ReplayProgress } from './replay-steps.ts';

const lettersOf = (count: number) => Array.from({ length: count }, (_, index) => `c${String(index).padStart(40, '0')}`);
const chosenOf = (count: number) => lettersOf(count).map((id) => ({ id }));
const answerTo = (ids: readonly string[]): Answer<ReplayAnswer> => ({
  ok: true,
  value: { dryRun: false, result: 'done', matching: ids.length, counts: {}, results: ids.map((id) => ({ id, result: 'credited' })) },
});
const NO_LEDGER: Answer<never> = { ok: false, problem: { name: 'ledger-unavailable', title: 'The ledger cannot be read now' } };

/** A run whose requests are answered by `answer`. */
async function run(count: number, answer: (ids: readonly string[], asked: number) => Answer<ReplayAnswer>, { stopAfter = Infinity, isDryRun = false } = {}) {
  const bodies: ReplayBody[] = [];
  const seen: ReplayProgress[] = [];
  const end = await runReplay(chosenOf(count), {
    isDryRun,
    isStopped: () => bodies.length >= stopAfter,
    onProgress: (progress) => seen.push(progress),
    send: (body) => Promise.resolve(answer(body.ids ?? [], bodies.push(body))),
  });
  return { bodies, seen, end };
}

describe('a replay of many letters', () => {
  it('goes on in requests of 25, and tells of each', async () => {
    const { bodies, seen, end } = await run(60, answerTo);
    expect(bodies.map(({ ids }) => ids?.length)).toEqual([STEP, STEP, 10]);
    expect(seen.map(({ results }) => results.length)).toEqual([0, 25, 50, 60, 60]);
    expect(end).toMatchObject({ state: 'done', total: 60 });
    expect(end.results.map(({ id }) => id)).toEqual(lettersOf(60));
  });

  it('says in each request that it is a dry run, if it is one', async () => {
    expect((await run(30, answerTo, { isDryRun: true })).bodies.map(({ dryRun }) => dryRun)).toEqual([true, true]);
    expect((await run(1, answerTo)).bodies).toEqual([{ ids: lettersOf(1) }]);
  });

  it('tells each request of a dry run what those before it would have left of its own users', async () => {
    const letters = Array.from({ length: 60 }, (_, index) => ({ id: `c${index}`, userId: index % 10 === 0 ? 'anna' : `user-${index}` }));
    const bodies: ReplayBody[] = [];
    let balance = 0;
    const send = (body: ReplayBody) => {
      bodies.push(body);
      const assumed = [{ userId: 'anna', balance: (balance += 1), suspended: false, lastCreditedAt: 1, day: '', creditedToday: 0 }];
      const { value } = answerTo(body.ids ?? []) as { ok: true; value: ReplayAnswer };
      return Promise.resolve({ ok: true, value: { ...value, assumed } } as const);
    };
    await runReplay(letters, { send, isDryRun: true, isStopped: () => false, onProgress: () => undefined });
    expect(bodies.map(({ assumed }) => assumed?.map((account) => [account.userId, account.balance]))).toEqual([[], [['anna', 1]], [['anna', 2]]]);
    await runReplay(letters.slice(0, 1), { send, isDryRun: false, isStopped: () => false, onProgress: () => undefined });
    expect(bodies.at(-1)).toEqual({ ids: ['c0'] });
  });

  it('takes into the next request what one had no time for', async () => {
    const { bodies, end } = await run(30, (ids, asked) => answerTo(asked === 1 ? ids.slice(0, 4) : ids));
    expect(bodies.map(({ ids }) => ids?.length)).toEqual([25, 25, 1]);
    expect(end).toMatchObject({ state: 'done', results: { length: 30 } });
  });

  it('stops between two requests, with the rest left alone', async () => {
    const { bodies, end } = await run(100, answerTo, { stopAfter: 2 });
    expect([bodies.length, end.state, end.results.length]).toEqual([2, 'stopped', 50]);
    expect(leftOf(chosenOf(100), end.results)).toEqual(chosenOf(100).slice(50));
  });

  it('fails with what was done until then, and does not ask for ever', async () => {
    const away = await run(100, (ids, asked) => (asked === 3 ? NO_LEDGER : answerTo(ids)));
    expect(away.end).toMatchObject({ state: 'failed', problem: { name: 'ledger-unavailable' }, results: { length: 50 } });
    const slow = await run(100, () => answerTo([]));
    expect([slow.bodies.length, slow.end.problem?.name]).toEqual([1, 'too-slow']);
  });

  it('of no letter is done at once', async () => {
    expect(await run(0, answerTo)).toMatchObject({ bodies: [], end: { state: 'done', results: [] } });
  });
});

describe('the letters of a filter', () => {
  const page = (ids: readonly string[], next?: string): Answer<LettersAnswer> => ({
    ok: true,
    value: { open: 150, byCode: [], letters: ids.map((id) => ({ id }) as LettersAnswer['letters'][number]), ...(next !== undefined && { next }) },
  });
  const ids = lettersOf(150);

  it('are collected page by page before the first is touched', async () => {
    const found: number[][] = [];
    const collected = await collectLetters((cursor) => Promise.resolve(cursor === undefined ? page(ids.slice(0, 100), 'next') : page(ids.slice(100))), {
      isStopped: () => false,
      onFound: (...numbers) => found.push(numbers),
    });
    expect(collected).toEqual({ letters: chosenOf(150), isStopped: false });
    expect(found).toEqual([[100, 150], [150, 150]]);
  });

  it('are those that were found, when a person stops it or there is no answer', async () => {
    let asked = 0;
    const parts = { onFound: () => undefined, isStopped: () => asked === 1 };
    expect(await collectLetters(() => Promise.resolve(((asked += 1), page(ids.slice(0, 100), 'next'))), parts)).toMatchObject({ isStopped: true, letters: { length: 100 } });
    const failing = { onFound: () => undefined, isStopped: () => false };
    expect(await collectLetters(() => Promise.resolve(NO_LEDGER), failing)).toMatchObject({ letters: [], problem: { name: 'ledger-unavailable' } });
  });
});

describe('results', () => {
  it('of a dry run say which letters are worth a replay', () => {
    const results = (['credited', 'already-replayed', 'rejected', 'unreplayable', 'failed', 'absent'] as const).map((result) => ({ id: result, result }));
    expect(worthReplaying(results)).toEqual([{ id: 'credited' }, { id: 'rejected' }]);
  });

  it('are counted, the most first', () => {
    expect(countResults([{ id: 'a', result: 'failed' }, { id: 'b', result: 'credited' }, { id: 'c', result: 'credited' }])).toEqual([['credited', 2], ['failed', 1]]);
  });
});
