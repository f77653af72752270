import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenInterval, type BucketLimit, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { makeRequest } from '../support/clicks.js';
import { createScriptBench, type ScriptBench } from '../support/script-bench.js';

/** The buckets as a person would count them: exact fractions of a token, no shared code with the script. */
class ModelBucket {
  private tokens: number;
  private at = 0;
  private readonly interval: number;
  private readonly limit: BucketLimit;

  constructor(limit: BucketLimit) {
    this.limit = limit;
    this.interval = tokenInterval(limit);
    this.tokens = limit.burst;
  }

  refill(nowMicros: number): void {
    if (this.at > 0) this.tokens = Math.min(this.limit.burst, this.tokens + (nowMicros - this.at) / this.interval);
    this.at = nowMicros;
  }

  has(): boolean {
    return this.limit.rate === 0 || this.tokens >= 1 - 1e-9;
  }

  take(): void {
    this.tokens -= 1;
  }
}

const bucket = fc.record({ rate: fc.constantFrom(0, 1, 3, 7, 50, 997, 12_000), burst: fc.integer({ min: 1, max: 6 }) });
const click = fc.record({ user: fc.integer({ min: 0, max: 2 }), ip: fc.integer({ min: 0, max: 1 }) });
const call = fc.record({
  clicks: fc.array(click, { minLength: 1, maxLength: 5 }),
  /** Whether a worker finishes everything before the call. */
  afterDrain: fc.boolean(),
});
type Call = { readonly clicks: readonly { readonly user: number; readonly ip: number }[]; readonly afterDrain: boolean };

describe('the cap and the token buckets', () => {
  it('decide exactly as the model does, at the times that Redis saw', async () => {
    const limits = fc.record({ global: bucket, user: bucket, ip: bucket });
    const calls = fc.array(call, { maxLength: 12 });
    await fc.assert(fc.asyncProperty(limits, fc.integer({ min: 1, max: 12 }), calls, compare), { numRuns: 80 });
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
    for (let first = 0; first < times.length; first += 1) {
      for (let last = first; last < times.length; last += 1) {
        const micros = (times[last] ?? 0) - (times[first] ?? 0);
        expect(last - first + 1).toBeLessThanOrEqual(3 + (micros * 12_000) / 1e6 + 1e-6);
      }
    }
  });
});

/** Runs the calls against the script and against the model, which must agree on every click. */
async function compare(limits: BucketLimits, cap: number, calls: readonly Call[]): Promise<void> {
  const bench = createScriptBench();
  const buckets = new Map<string, ModelBucket>();
  const bucketOf = (name: string, limit: BucketLimit): ModelBucket => {
    const known = buckets.get(name) ?? new ModelBucket(limit);
    buckets.set(name, known);
    return known;
  };
  let depth = 0;
  for (const { clicks, afterDrain } of calls) {
    if (afterDrain) depth = await drain(bench);
    const requests = clicks.map(({ user, ip }) => makeRequest({ userId: `user-${user}`, ip: `10.0.0.${ip}` }));
    const reply = await bench.admit(requests, { limits, cap });
    const expected = clicks.map(({ user, ip }) => {
      const three = [
        bucketOf('global', limits.global),
        bucketOf(`user-${user}`, limits.user),
        bucketOf(`ip-${ip}`, limits.ip),
      ];
      for (const each of three) each.refill(reply.nowMicros);
      if (depth >= cap) return 4;
      if (!three.every((each) => each.has())) return 3;
      for (const each of three) each.take();
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
