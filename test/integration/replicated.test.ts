import { expect, it, onTestFinished } from 'vitest';
import { createRedisAdmission } from '../../src/admission/redis-admission.js';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { readRedisGuarantees, whyDegraded } from '../../src/redis/redis-guarantees.js';
import { getFrom, createProcessBench, postTo } from '../support/processes.js';
import { makeRequest } from '../support/clicks.js';
import { eventually, openTestRedis, randomName } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { startReplicatedRedis, type PrivateServer } from '../support/servers.js';

const UNKNOWN = { kind: 'unavailable', outcome: 'unknown' };

async function freeze(server: PrivateServer): Promise<void> {
  onTestFinished(() => server.kill('SIGCONT'));
  await server.kill('SIGSTOP');
}

it('a replica has what was accepted when the answer is there', async () => {
  const { master, replica } = await startReplicatedRedis();
  const { admission, keys } = await createPipeline({ redisUrl: master.url, deadlineMs: 20_000, replicaWaitMs: 20_000 });
  const follower = openTestRedis(replica.url);
  for (let click = 0; click < 50; click += 1) {
    const request = makeRequest();
    expect(await admission.admit(request)).toMatchObject({ kind: 'accepted' });
    expect(await follower.exists(keys.click(request.click.clickId))).toBe(1);
  }
});

it('without a replica that answers a click is unknown, so is its repetition, and a refusal is told as it is', async () => {
  const { master, replica } = await startReplicatedRedis();
  const pipeline = await createPipeline({ redisUrl: master.url, replicaWaitMs: 50, maxDepth: 1 });
  // Another process, whose connection has never written anything.
  const options = { maxDepth: 1, batchClicks: 100, batchAgeMs: 50, deadlineMs: 5000, limits: NO_LIMITS, replicaWaitMs: 50 };
  const other = createRedisAdmission(openTestRedis(master.url), pipeline.keys, pipeline.announcer, options);
  await freeze(replica);
  const request = makeRequest();
  expect(await pipeline.admission.admit(request)).toEqual(UNKNOWN);
  expect(await pipeline.admission.admit(request)).toEqual(UNKNOWN);
  expect(await other.admit(request)).toEqual(UNKNOWN);
  expect(await other.admitAll([request, makeRequest()])).toMatchObject([UNKNOWN, { kind: 'full' }]);
  await pipeline.redis.del(pipeline.keys.replicaMark);
  expect(await other.admit(request)).toEqual(UNKNOWN);
  expect(await pipeline.redis.exists(pipeline.keys.replicaMark)).toBe(1);
  await pipeline.redis.script('FLUSH');
  expect(await other.admit(request)).toEqual(UNKNOWN);
  await replica.kill('SIGCONT');
  await eventually(async () => (await other.admit(request)).kind === 'replayed');
  expect(await pipeline.admission.admit(makeRequest())).toMatchObject({ kind: 'full' });
  pipeline.startWorker();
  await eventually(async () => (await pipeline.readState()).depth === 0);
  expect(await pipeline.clicks.countDocuments()).toBe(1);
});

it('a script that Redis has forgotten is sent again, with a wait of its own', async () => {
  const { master, replica } = await startReplicatedRedis();
  // Long enough for a replica that is only busy.
  const { admission, redis } = await createPipeline({ redisUrl: master.url, replicaWaitMs: 4000 });
  await redis.script('FLUSH');
  expect(await admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  await freeze(replica);
  await redis.script('FLUSH');
  expect(await admission.admit(makeRequest())).toEqual(UNKNOWN);
});

it('is the real level only while a replica follows', async () => {
  const { master, replica } = await startReplicatedRedis();
  const redis = openTestRedis(master.url);
  await eventually(async () => (await readRedisGuarantees(redis)).durability === 'replicated');
  expect(whyDegraded(await readRedisGuarantees(redis), 'replicated')).toBeUndefined();
  await redis.config('SET', 'appendfsync', 'everysec');
  expect(whyDegraded(await readRedisGuarantees(redis), 'replicated')).toContain('level "fast", below the configured "replicated": check Redis');
  await redis.config('SET', 'appendfsync', 'always');
  await replica.stop();
  await eventually(async () => whyDegraded(await readRedisGuarantees(redis), 'replicated')?.includes('no replica of Redis follows it'));
});

it('two processes on a frozen replica: 503 and unknown from both, reads and readiness in time, and one credit in the end', { timeout: 120_000 }, async () => {
  const { master, replica } = await startReplicatedRedis();
  const bench = createProcessBench();
  const settings = { REDIS_URL: master.url, MINING_DURABILITY: 'replicated' };
  const [one, two] = await Promise.all([bench.start('api', settings), bench.start('api', settings)]);
  const before = `key-${randomName()}`;
  // A replica that is only busy may be too late for one click, which is repeated then.
  await eventually(async () => (await postTo(one, before)).status < 300);
  await freeze(replica);
  const key = `key-${randomName()}`;
  for (const api of [one, two, one, two]) {
    expect(await postTo(api, key)).toMatchObject({ status: 503, body: { outcome: 'unknown' } });
  }
  // What waits for the replica holds up nothing else.
  const waiting = Array.from({ length: 20 }, () => postTo(two, `key-${randomName()}`));
  expect(await getFrom(two, `/api/mining/click/status?key=${before}`)).toMatchObject({ status: 200, body: { status: 'queued' } });
  expect((await fetch(`${two.url}/readyz`)).status).toBe(200);
  for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject({ status: 503, body: { title: 'Clicks cannot be accepted now' } });
  await replica.kill('SIGCONT');
  await eventually(async () => (await postTo(two, key)).status === 200);
  await bench.start('worker', settings);
  await eventually(async () => (await getFrom(one, `/api/mining/click/status?key=${key}`)).body['status'] === 'credited');
  expect(await bench.clicks.countDocuments({ idempotencyKey: key })).toBe(1);
});
