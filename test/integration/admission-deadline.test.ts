import { expect, it, onTestFinished } from 'vitest';
import { makeRequest } from '../support/clicks.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

it('a click that waited for the calls of others as long as it may wait at all is not sent any more', async () => {
  const redis = await startPrivateRedis();
  const pipeline = await createPipeline({ redisUrl: redis.url, deadlineMs: 500 });
  await pipeline.admission.admit(makeRequest());
  onTestFinished(() => redis.kill('SIGCONT'));
  await redis.kill('SIGSTOP');
  // Two calls of 100 are in flight, and 50 clicks wait for one of them to end.
  const results = await Promise.all(Array.from({ length: 250 }, () => pipeline.admission.admit(makeRequest())));
  const outcomes = results.map((result) => (result.kind === 'unavailable' ? result.outcome : result.kind));
  expect(outcomes).toEqual([...Array<string>(200).fill('unknown'), ...Array<string>(50).fill('not-accepted')]);
  await redis.kill('SIGCONT');
  expect(await pipeline.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  await eventually(async () => (await pipeline.readState()).depth === 202);
});
