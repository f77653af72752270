import { expect, it, onTestFinished, vi } from 'vitest';
import { makeRequest } from '../support/clicks.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

it('a click that waited for the calls of others as long as it may wait at all is not sent any more', async () => {
  const redis = await startPrivateRedis();
  const pipeline = await createPipeline({ redisUrl: redis.url, deadlineMs: 3000 });
  await pipeline.admission.admit(makeRequest());
  onTestFinished(() => redis.kill('SIGCONT'));
  await redis.kill('SIGSTOP');
  // Two calls of 100 are in flight, and 50 clicks wait for one of them to end.
  const requests = Array.from({ length: 250 }, () => makeRequest());
  // All came at one instant, however long it takes to say so: the last ones have no longer to live than the first.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  const admitting = requests.map((request) => pipeline.admission.admit(request));
  clock.mockRestore();
  const results = await Promise.all(admitting);
  const outcomes = results.map((result) => (result.kind === 'unavailable' ? result.outcome : result.kind));
  expect(outcomes).toEqual([...Array<string>(200).fill('unknown'), ...Array<string>(50).fill('not-accepted')]);
  await redis.kill('SIGCONT');
  expect(await pipeline.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  await eventually(async () => (await pipeline.readState()).depth === 202);
});
