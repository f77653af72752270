import { describe, expect, it } from 'vitest';
import type { BucketLimits } from '../../src/admission/bucket-limits.js';
import { makeRequest } from '../support/clicks.js';
import { createScriptBench } from '../support/script-bench.js';

/** A token every hundred seconds: none comes back, and no bucket expires, while a test is held up. */
const limits: BucketLimits = {
  global: { rate: 0.01, burst: 4 },
  user: { rate: 0.01, burst: 2 },
  ip: { rate: 0.01, burst: 3 },
};

describe('admitClicks', () => {
  it('accepts a click: payload appended, record without expiry, sizes and totals each up by one (A4)', async () => {
    const bench = createScriptBench();
    const request = makeRequest();
    const reply = await bench.admit([request], { candidate: 'batch-one' });
    expect(reply).toMatchObject({ codes: [0], depth: 1, batchId: 'batch-one', size: 1, olderBatchId: '' });
    expect(await bench.redis.ttl(bench.keys.click(request.click.clickId))).toBe(-1);
    expect(await bench.redis.hgetall(bench.keys.totals)).toMatchObject({ accepted: '1' });
    expect(await bench.checkAccounts()).toBe(1);
    const taken = await bench.batches.take('batch-one', 'taker');
    expect(taken).toMatchObject({ kind: 'taken', clicks: [{ ...request.click }] });
  });

  it('counts accepted clicks in the minute of their acceptance, and only those', async () => {
    const bench = createScriptBench();
    const known = makeRequest({ key: 'the-same-key' });
    await bench.admit([known], { candidate: 'one' });
    const mismatched = makeRequest({ key: 'the-same-key', source: 'elsewhere' });
    const reply = await bench.admit([known, mismatched, makeRequest(), makeRequest(), makeRequest()], { cap: 3 });
    expect(reply.codes).toEqual([1, 2, 0, 0, 4]);
    const taken = await bench.batches.take('one', 'taker');
    const counts: Record<string, string> = {};
    for (const { acceptedAt } of taken.kind === 'taken' ? taken.clicks : []) {
      const minute = Math.floor(acceptedAt / 60_000);
      counts[minute] = String(Number(counts[minute] ?? 0) + 1);
    }
    expect(await bench.redis.hgetall(bench.keys.acceptedByMinute)).toEqual(counts);
  });

  it('remembers since when it counts: since ever in a new Redis, since now in one that accepted clicks before', async () => {
    const fresh = createScriptBench();
    const countedSince = async ({ redis, keys }: typeof fresh) => Number(await redis.hget(keys.totals, 'countedSinceMs'));
    await fresh.admit([makeRequest()]);
    expect(await countedSince(fresh)).toBe(0);
    await fresh.admit([makeRequest()]);
    expect(await countedSince(fresh)).toBe(0);

    const older = createScriptBench();
    await older.redis.hset(older.keys.totals, { accepted: 7, finished: 7 });
    const { nowMicros } = await older.admit([makeRequest()]);
    await older.admit([makeRequest()]);
    expect(await countedSince(older)).toBe(Math.floor(nowMicros / 1000));
    expect(await older.redis.hget(older.keys.totals, 'accepted')).toBe('9');
  });

  it('answers a replay and a mismatch from the record, even when full, closed and without tokens (A1)', async () => {
    const bench = createScriptBench();
    const first = makeRequest({ key: 'the-same-key' });
    const other = makeRequest({ key: 'the-same-key', source: 'elsewhere' });
    await bench.admit([first], { limits });
    const before = await bench.snapshot();
    expect((await bench.admit([first, other], { cap: 1, limits })).codes).toEqual([1, 2]);
    expect((await bench.admit([first, other], { closed: true, limits })).codes).toEqual([1, 2]);
    for (let i = 0; i < 10; i += 1) expect((await bench.admit([first], { limits })).codes).toEqual([1]);
    expect(await bench.snapshot()).toEqual(before);
  });

  it.each([
    ['replay', { codes: [1] }],
    ['mismatch', { codes: [2] }],
    ['limited', { codes: [3] }],
    ['full', { codes: [4] }],
    ['closed', { codes: [5] }],
  ])('changes nothing when the answer is %s (A2, A10)', async (kind, expected) => {
    const bench = createScriptBench();
    const first = makeRequest({ key: 'the-same-key' });
    await bench.admit([first, makeRequest()], { limits });
    const request =
      kind === 'replay' ? first : makeRequest(kind === 'mismatch' ? { key: 'the-same-key', source: 'x' } : {});
    const before = await bench.snapshot();
    const choice = { limits, cap: kind === 'full' ? 2 : 1000, closed: kind === 'closed' };
    expect(await bench.admit([request], choice)).toMatchObject({ ...expected, batchId: '', olderBatchId: '', depth: 2 });
    expect(await bench.snapshot()).toEqual(before);
  });

  it('takes a token from all buckets or from none; clicks of one user in one call see each other (A3)', async () => {
    const bench = createScriptBench();
    const requests = Array.from({ length: 3 }, () => makeRequest({ userId: 'alice', ip: '10.0.0.1' }));
    const first = await bench.admit(requests, { limits });
    expect(first.codes).toEqual([0, 0, 3]);
    expect(first.results[2]).toMatchObject({ kind: 'limited', bucket: 'user' });
    // The refused click took none of the IP's three tokens: one is left for bob, and none after him.
    const bob = await bench.admit([makeRequest({ userId: 'bob', ip: '10.0.0.1' })], { limits });
    expect(bob.codes).toEqual([0]);
    const carol = await bench.admit([makeRequest({ userId: 'carol', ip: '10.0.0.1' })], { limits });
    expect(carol.results).toMatchObject([{ kind: 'limited', bucket: 'ip' }]);
    // Nor of the global four: one is left, from another address.
    const dave = await bench.admit([makeRequest({ userId: 'dave', ip: '10.0.0.2' })], { limits });
    expect(dave.codes).toEqual([0]);
    const erin = await bench.admit([makeRequest({ userId: 'erin', ip: '10.0.0.3' })], { limits });
    expect(erin.results).toMatchObject([{ kind: 'limited', bucket: 'global' }]);
  });

  it('keeps a bucket only until it is full again', async () => {
    const bench = createScriptBench();
    await bench.admit([makeRequest({ userId: 'alice' })], { limits });
    const life = await bench.redis.pttl(bench.keys.userBucket('alice'));
    expect(life).toBeGreaterThan(0);
    expect(life).toBeLessThanOrEqual(100_000);
  });

  it('decides on the same click twice in one call: accepted, then replay or mismatch (A5)', async () => {
    const bench = createScriptBench();
    const first = makeRequest({ key: 'the-same-key' });
    const other = makeRequest({ key: 'the-same-key', source: 'elsewhere' });
    expect((await bench.admit([first, first, other])).codes).toEqual([0, 1, 2]);
    expect(await bench.checkAccounts()).toBe(1);
  });

  it('never passes the cap, also with many calls at once (A6)', async () => {
    const bench = createScriptBench();
    const calls = Array.from({ length: 40 }, () => bench.admit([makeRequest(), makeRequest(), makeRequest()], { cap: 50 }));
    const replies = await Promise.all(calls);
    const codes = replies.flatMap((reply) => reply.codes);
    expect(codes.filter((code) => code === 0)).toHaveLength(50);
    expect(codes.filter((code) => code === 4)).toHaveLength(70);
    expect(Math.max(...replies.map((reply) => reply.depth))).toBe(50);
    expect(await bench.checkAccounts()).toBe(50);
  });

  it('appends to the open batch while it is young and has room, else opens the candidate (A7)', async () => {
    const bench = createScriptBench();
    const first = await bench.admit([makeRequest()], { candidate: 'one' });
    const second = await bench.admit([makeRequest()], { candidate: 'two' });
    expect(second).toMatchObject({ batchId: 'one', size: 2, olderBatchId: '' });
    const full = await bench.admit([makeRequest(), makeRequest()], { candidate: 'three', batchMaximum: 3 });
    expect(full).toMatchObject({ batchId: 'three', size: 2, olderBatchId: 'one' });
    const old = await bench.admit([makeRequest()], { candidate: 'four', ageLimit: 0 });
    expect(old).toMatchObject({ batchId: 'four', size: 1, olderBatchId: 'three' });
    expect(first.batchId).toBe('one');
    expect(await bench.checkAccounts()).toBe(5);
  });

  it('refuses a candidate that is in use, and writes nothing (A8)', async () => {
    const bench = createScriptBench();
    await bench.admit([makeRequest()], { candidate: 'one' });
    await bench.batches.take('one', 'taker');
    const before = await bench.snapshot();
    await expect(bench.admit([makeRequest()], { candidate: 'one' })).rejects.toThrow('ADMIT_CANDIDATE');
    expect(await bench.snapshot()).toEqual(before);
  });

  it('counts a bucket as full when the clock has stepped back (A9)', async () => {
    const bench = createScriptBench();
    await bench.admit([makeRequest(), makeRequest()], { limits });
    const ahead = (Date.now() + 3_600_000) * 1000;
    for (const key of [bench.keys.globalBucket, bench.keys.userBucket('user-1'), bench.keys.ipBucket('127.0.0.1')]) {
      await bench.redis.set(key, ahead);
    }
    expect((await bench.admit([makeRequest(), makeRequest(), makeRequest()], { limits })).codes).toEqual([0, 0, 3]);
  });

  it('never appends to a sealed or finished batch, however late the call comes (A11)', async () => {
    const bench = createScriptBench();
    await bench.admit([makeRequest()], { candidate: 'one' });
    await bench.batches.take('one', 'taker');
    expect(await bench.admit([makeRequest()], { candidate: 'two' })).toMatchObject({ batchId: 'two', size: 1 });
    await bench.batches.take('two', 'taker');
    await bench.batches.finish('two', []);
    expect(await bench.admit([makeRequest()], { candidate: 'three' })).toMatchObject({ batchId: 'three', size: 1 });
    expect(await bench.redis.llen(bench.keys.sealedBatch('one'))).toBe(1);
    expect(await bench.checkAccounts()).toBe(2);
  });

  it('refuses too many clicks and malformed numbers, and writes nothing', async () => {
    const bench = createScriptBench();
    const many = Array.from({ length: 101 }, () => makeRequest());
    await expect(bench.admit(many)).rejects.toThrow('ADMIT_ARGUMENTS');
    await expect(bench.admit([])).rejects.toThrow('ADMIT_ARGUMENTS');
    await expect(bench.admit([makeRequest()], { batchMaximum: 'many' })).rejects.toThrow('ADMIT_ARGUMENTS');
    await expect(bench.admit([makeRequest()], { cap: Number.NaN })).rejects.toThrow('ADMIT_ARGUMENTS');
    expect(await bench.snapshot()).toEqual({});
  });

  it.each(['open', 'unfinished', 'sizes', 'totals', 'acceptedByMinute'] as const)(
    'writes nothing when the key %s is of another type: no click is half accepted (C3)',
    async (name) => {
      const bench = createScriptBench();
      await bench.redis.pfadd(bench.keys[name], 'not what it should be');
      if (name === 'open') await bench.redis.del(bench.keys.open).then(() => bench.redis.lpush(bench.keys.open, 'x'));
      const before = await bench.snapshot();
      await expect(bench.admit([makeRequest(), makeRequest()], { limits })).rejects.toThrow('WRONGTYPE');
      expect(await bench.snapshot()).toEqual(before);
    },
  );

  it('writes nothing when the list of the open batch or of the candidate is of another type (C3)', async () => {
    const bench = createScriptBench();
    await bench.redis.set(bench.keys.openBatch('one'), 'no list');
    const before = await bench.snapshot();
    await expect(bench.admit([makeRequest()], { candidate: 'one' })).rejects.toThrow('WRONGTYPE');
    expect(await bench.snapshot()).toEqual(before);
    await bench.redis.set(bench.keys.open, 'one');
    await expect(bench.admit([makeRequest()], { candidate: 'two' })).rejects.toThrow('WRONGTYPE');
  });
});
