import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf, tokenInterval, type BucketLimit, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { makeRequest } from '../support/clicks.js';
import { createGivenClock } from '../support/given-clock.js';
import { ModelBucket } from '../support/model-bucket.js';
import { openRedisNamespace } from '../support/namespace.js';
import { ADMISSION_LUA, createScriptBench, type ScriptBench } from '../support/script-bench.js';

const CASES = 10_000;
const START_MICROS = 1.7e15;

const anyRate = fc.constantFrom(1, 3, 7, 50, 997, 12_000);
const anyBurst = fc.integer({ min: 1, max: 6 });
const anyBucket = fc.record({ rate: fc.oneof(fc.constant(0), anyRate), burst: anyBurst });
const anyLimits = fc.record({ global: anyBucket, user: anyBucket, ip: anyBucket });
const anyClick = fc.record({ user: fc.integer({ min: 0, max: 2 }), ip: fc.integer({ min: 0, max: 1 }) });
const anyClicks = fc.array(anyClick, { minLength: 1, maxLength: 4 });
type Clicks = readonly { readonly user: number; readonly ip: number }[];

/** Microseconds by which the clock goes on between two calls: from none to longer than any bucket fills, and as far back. */
const anyStep = fc.oneof(
  fc.constant(0),
  ...[100, 300_000, 10_000_000].map((most) => fc.integer({ min: 0, max: most })),
  ...[100, 300_000, 10_000_000].map((most) => fc.integer({ min: -most, max: 0 })),
);

describe('the cap and the token buckets', () => {
  it('decide exactly as the model does, at the times that Redis saw', async () => {
    const call = fc.record({ clicks: anyClicks, afterDrain: fc.boolean() });
    const calls = fc.array(call, { maxLength: 12 });
    await fc.assert(fc.asyncProperty(anyLimits, fc.integer({ min: 1, max: 12 }), calls, compareWithCap), { numRuns: 80 });
  });

  it('never give more than burst and rate allow, in any stretch of time', async () => {
    const limits: BucketLimits = { global: { rate: 12_000, burst: 3 }, user: { rate: 0, burst: 1 }, ip: { rate: 0, burst: 1 } };
    const bench = createScriptBench();
    const times: number[] = [];
    for (let round = 0; round < 400; round += 1) {
      const reply = await bench.admit([makeRequest(), makeRequest()], { limits, cap: 1e6 });
      for (const code of reply.codes) if (code === 0) times.push(reply.nowMicros);
    }
    expect(times.length).toBeGreaterThan(3);
    expectWithinLimit(limits.global, times);
  });
});

describe('the token buckets, by a clock that goes in steps, backwards too', () => {
  it(`of clicks decide exactly as the model does, and never give more than burst and rate allow, in ${CASES} cases`, async () => {
    const clock = createGivenClock();
    const bench = createScriptBench({}, undefined, clock.load);
    // The script is known to Redis from here on, so calls can be sent without waiting for each other.
    await clock.set(START_MICROS);
    await bench.admit([makeRequest()]);
    const calls = fc.array(fc.record({ step: anyStep, clicks: anyClicks }), { minLength: 1, maxLength: 6 });
    const property = fc.asyncProperty(anyLimits, calls, (limits, steps) => compareInSteps({ clock, bench }, limits, steps));
    await fc.assert(property, { numRuns: CASES });
  }, 300_000);

  it(`of reads give exactly what the model does, in ${CASES} cases`, async () => {
    const clock = createGivenClock();
    const { redis, keys } = openRedisNamespace();
    const takeTokens = clock.load(redis, ADMISSION_LUA, 'takeTokens');
    await clock.set(START_MICROS);
    await takeTokens([keys.readBucket('warm-up')], [1, 1, 1]);
    const calls = fc.array(fc.record({ step: anyStep, wanted: fc.integer({ min: 1, max: 8 }) }), { minLength: 1, maxLength: 8 });
    const limit = fc.record({ rate: anyRate, burst: anyBurst });
    const property = fc.asyncProperty(limit, calls, async (bucket, steps) => {
      const model = new ModelBucket(bucket);
      const key = keys.readBucket('user-1');
      const times: number[] = [];
      let now = START_MICROS;
      const seen = steps.map(({ step, wanted }) => {
        now += step;
        const taken = Math.min(wanted, model.tokens(now));
        if (taken > 0) model.take(now, taken);
        times.push(...Array.from({ length: taken }, () => now));
        void clock.set(now);
        return { expected: [taken, model.fullInMicros(now)], reply: takeTokens([key], [tokenInterval(bucket), capacityOf(bucket), wanted]) };
      });
      for (const { expected, reply } of seen) expect(await reply).toEqual(expected);
      expectWithinLimit(bucket, times);
      await redis.del(key);
    });
    await fc.assert(property, { numRuns: CASES });
  }, 300_000);
});

type Buckets = ReturnType<typeof createModel>;

/** Model buckets of all names, made when they are first asked for. */
function createModel(limits: BucketLimits) {
  const buckets = new Map<string, { readonly bucket: ModelBucket; readonly taken: number[] }>();
  const bucketOf = (name: string, limit: BucketLimit) => {
    const known = buckets.get(name) ?? { bucket: new ModelBucket(limit), taken: [] };
    buckets.set(name, known);
    return known;
  };
  return {
    buckets,
    /** Takes a token from each of the click's three buckets, or from none. */
    take(now: number, { user, ip }: Clicks[number]): boolean {
      const three = [bucketOf('global', limits.global), bucketOf(`user-${user}`, limits.user), bucketOf(`ip-${ip}`, limits.ip)];
      if (!three.every(({ bucket }) => bucket.tokens(now) >= 1)) return false;
      for (const { bucket, taken } of three) {
        bucket.take(now);
        taken.push(now);
      }
      return true;
    },
    /** What the script says is left to a user after an accepted click. */
    left: (now: number, { user }: Clicks[number]) => (limits.user.rate === 0 ? 0 : bucketOf(`user-${user}`, limits.user).bucket.fullInMicros(now)),
  };
}

const requestsOf = (clicks: Clicks) => clicks.map(({ user, ip }) => makeRequest({ userId: `user-${user}`, ip: `10.0.0.${ip}` }));

/** Sends all calls, each at its time, and compares their replies with the model. */
async function compareInSteps(
  { clock, bench }: { readonly clock: ReturnType<typeof createGivenClock>; readonly bench: ScriptBench },
  limits: BucketLimits,
  steps: readonly { readonly step: number; readonly clicks: Clicks }[],
): Promise<void> {
  const model = createModel(limits);
  const used: string[] = [];
  let now = START_MICROS;
  const seen = steps.map(({ step, clicks }, index) => {
    now += step;
    const accepted = clicks.map((each) => (model.take(now, each) ? model.left(now, each) : undefined));
    const requests = requestsOf(clicks);
    const candidate = `batch-${index}`;
    used.push(bench.keys.openBatch(candidate), ...requests.map(({ click }) => bench.keys.click(click.clickId)));
    void clock.set(now);
    return { accepted, reply: bench.admit(requests, { limits, candidate, cap: 1e9 }) };
  });
  for (const { accepted, reply } of seen) {
    const { codes, left } = await reply;
    expect(codes).toEqual(accepted.map((fullIn) => (fullIn === undefined ? 3 : 0)));
    expect(left).toEqual(accepted.filter((fullIn) => fullIn !== undefined));
  }
  for (const { bucket, taken } of model.buckets.values()) expectWithinLimit(bucket.limit, taken);
  await forget(bench, model.buckets, used);
}

async function forget({ redis, keys }: ScriptBench, buckets: Buckets['buckets'], used: readonly string[]): Promise<void> {
  const names = [...buckets.keys()].map((name) => name.replace(/^ip-/, 'ip:10.0.0.').replace(/^user-/, 'user:user-'));
  const { prefix, open, unfinished, sizes, totals, acceptedByMinute } = keys;
  await redis.del(...used, open, unfinished, sizes, totals, acceptedByMinute, ...names.map((name) => `${prefix}:limit:${name}`));
}

/**
 * No stretch of time without a step back has more than the burst and what its length gives at the rate; each step back adds
 * the burst once more, at most.
 */
function expectWithinLimit({ rate, burst }: BucketLimit, times: readonly number[]): void {
  if (rate === 0) return;
  for (let first = 0; first < times.length; first += 1) {
    let micros = 0;
    let stepsBack = 0;
    for (let last = first; last < times.length; last += 1) {
      const step = last === first ? 0 : (times[last] ?? 0) - (times[last - 1] ?? 0);
      if (step < 0) stepsBack += 1;
      else micros += step;
      const most = (1 + stepsBack) * burst + (micros * rate) / 1e6;
      if (last - first + 1 > most + 1e-6) throw new Error(`${last - first + 1} tokens in ${micros} us of a bucket of ${rate}/s, burst ${burst}`);
    }
  }
}

/** Runs the calls against the script and against the model, which must agree on every click. */
async function compareWithCap(
  limits: BucketLimits,
  cap: number,
  calls: readonly { readonly clicks: Clicks; readonly afterDrain: boolean }[],
): Promise<void> {
  const bench = createScriptBench();
  const model = createModel(limits);
  let depth = 0;
  for (const { clicks, afterDrain } of calls) {
    if (afterDrain) depth = await drain(bench);
    const reply = await bench.admit(requestsOf(clicks), { limits, cap });
    const expected = clicks.map((each) => {
      if (depth >= cap) return 4;
      if (!model.take(reply.nowMicros, each)) return 3;
      depth += 1;
      return 0;
    });
    expect(reply.codes).toEqual(expected);
    expect(reply.depth).toBe(depth);
  }
}

async function drain(bench: ScriptBench): Promise<number> {
  for (const batchId of await bench.redis.zrange(bench.keys.unfinished, 0, -1)) {
    await bench.batches.take(batchId, 'taker');
    await bench.batches.finish(batchId, []);
  }
  return bench.checkAccounts();
}
