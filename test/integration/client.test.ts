import type { AddressInfo } from 'node:net';
import type { Static } from 'typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { createMiningClient, type Account, type ClickInput, type ClickStatus, type Fetch, type MiningClientOptions, type Problem } from '../../src/client/mining-client.js';
import type { ClickRefusalOutcome } from '../../src/http/problems.js';
import type { accountSchema, clickEntrySchema, clickStatusSchema, problemSchema } from '../../src/http/routes/schemas.js';
import { createTestApi, signTestToken } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, type PipelineChoice } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

const KEY = 'key-00000001';

/** The real API on a port, and the client of its user anna. */
async function createWorld(choice: PipelineChoice = {}, options: Partial<MiningClientOptions> = {}) {
  const pipeline = await createPipeline(choice);
  const app = createTestApi(pipeline, choice.limits && { limits: choice.limits });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const token = await signTestToken('anna');
  return { pipeline, client: createMiningClient({ baseUrl, token, ...options }) };
}

describe('the client, on the real API', () => {
  it('follows a click from acceptance to credit', async () => {
    const { client, pipeline } = await createWorld();
    const accepted = await client.click({ idempotencyKey: KEY, source: 'button', clientTimestamp: '2026-11-23T12:00:00Z' });
    expect(accepted).toMatchObject({ kind: 'accepted', click: { status: 'queued' } });
    expect(await client.click({ idempotencyKey: KEY, source: 'other' })).toMatchObject({ kind: 'refused', status: 422, problem: { type: '/docs/problems/key-reused' } });
    expect(await client.click({ idempotencyKey: 'short' })).toMatchObject({ kind: 'refused', status: 400 });
    expect(await client.statusByKey('never-there')).toMatchObject({ kind: 'absent' });
    pipeline.startWorker();
    const credited = await eventually(async () => {
      const found = await client.statusByKey(KEY);
      return found.kind === 'found' && found.value.status === 'credited' && found.value;
    });
    expect(await client.status(credited.clickId)).toEqual({ kind: 'found', value: credited });
    expect(await client.click({ idempotencyKey: KEY, source: 'button', clientTimestamp: '2026-11-23T12:00:00Z' })).toMatchObject({ kind: 'replayed', click: credited });
    expect(await client.account()).toMatchObject({ kind: 'found', value: { userId: 'anna', balance: 1, latestClicks: [credited] } });
  });

  it('posts more clicks than fit in a request, and tells what became of each', async () => {
    const { client } = await createWorld();
    await client.click({ idempotencyKey: 'known-key' });
    const keys = ['known-key', 'bad', ...Array.from({ length: 120 }, (_, index) => `key-of-click-${index}`)];
    const results = await client.clicks(keys.map((idempotencyKey) => ({ idempotencyKey })));
    expect(results.map(({ idempotencyKey }) => idempotencyKey)).toEqual(keys);
    expect(results.slice(0, 3).map(({ kind, status }) => [kind, status])).toEqual([['replayed', 200], ['refused', 400], ['accepted', 202]]);
    expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(120);
  });

  it('comes back when a limit refused it, with the same key', async () => {
    // The next token comes after five seconds: longer than anything holds up the second click.
    const { client } = await createWorld({ limits: { ...NO_LIMITS, user: { rate: 0.2, burst: 1 } } });
    expect(await client.click()).toMatchObject({ kind: 'accepted', attempts: 1 });
    const second = await client.click();
    expect(second).toMatchObject({ kind: 'accepted' });
    expect(second.attempts).toBeGreaterThan(1);
  });

  it('has a click counted once whose outcome was unknown for a while', async () => {
    const redis = await startPrivateRedis();
    const statuses: number[] = [];
    const watched: Fetch = async (url, request) => {
      const answer = await fetch(url, request);
      statuses.push(answer.status);
      return answer;
    };
    const { client, pipeline } = await createWorld({ redisUrl: redis.url, deadlineMs: 200 }, { maxAttempts: 50, fetch: watched });
    await redis.kill('SIGSTOP');
    const clicking = client.click({ idempotencyKey: KEY });
    await expect.poll(() => statuses.length, { timeout: 10_000 }).toBeGreaterThan(1);
    await redis.kill('SIGCONT');
    const { kind, attempts } = await clicking;
    expect(['accepted', 'replayed']).toContain(kind);
    expect(attempts).toBeGreaterThan(2);
    expect(statuses.slice(0, 2)).toEqual([503, 503]);
    expect((await pipeline.readState()).depth).toBe(1);
  });
});

it("the client's types are those of the API's schemas", () => {
  expectTypeOf<ClickStatus>().toExtend<Static<typeof clickStatusSchema>>();
  expectTypeOf<ClickStatus['status']>().toEqualTypeOf<Static<typeof clickStatusSchema>['status']>();
  expectTypeOf<keyof Account>().toEqualTypeOf<keyof Static<typeof accountSchema>>();
  expectTypeOf<keyof ClickInput>().toEqualTypeOf<keyof Static<typeof clickEntrySchema>>();
  expectTypeOf<keyof Problem>().toEqualTypeOf<keyof Static<typeof problemSchema>>();
  expectTypeOf<NonNullable<Problem['outcome']>>().toEqualTypeOf<ClickRefusalOutcome>();
});
