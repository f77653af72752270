import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { AdmissionResult } from '../../src/admission/admission.js';
import { watchMemory } from '../../src/cli/watch-memory.js';
import { readMemoryRatio } from '../../src/redis/redis-memory.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { makeRequest } from '../support/clicks.js';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, sumLedger } from '../support/pipeline.js';
import { makeTemporaryFolder, startPrivateRedis } from '../support/servers.js';

const MARKS = { closeAt: 0.75, openBelow: 0.65 };
/** Clicks on their way at once: more in a second than any API admits, and less than the quarter of memory that is left takes. */
const TOGETHER = 500;

it('a Redis that is flooded: admission stops at the mark, workers finish all, and it opens again; nothing is lost', async () => {
  const { url } = await startPrivateRedis({ settings: { maxmemory: '64mb' } });
  // Records live for a second only, so that memory comes back within the test.
  const pipeline = await createPipeline({ redisUrl: url, maxDepth: 1e6, idempotencyTtlSeconds: 1 });
  const { admission, redis } = pipeline;
  const ratio = () => readMemoryRatio(redis);
  // Something else takes most of it, so that fewer clicks do.
  for (let part = 0; (await ratio()) < 0.62; part += 1) await redis.set(`${pipeline.prefix}:filler:${part}`, 'x'.repeat(250_000));

  const file = join(await makeTemporaryFolder('memory-guard'), 'api.ndjson');
  const logger = createLogger({ file, level: 'info', process: 'api' });
  const metrics = createMetrics('api');
  const stop = watchMemory({ logger, metrics, redis }, admission, MARKS);
  onTestFinished(async () => {
    stop();
    await logger.close();
  });

  let accepted = 0;
  let refused: AdmissionResult | undefined;
  while (!refused) {
    const results = await Promise.all(Array.from({ length: TOGETHER }, () => admission.admit(makeRequest())));
    accepted += results.filter(({ kind }) => kind === 'accepted').length;
    refused = results.find(({ kind }) => kind !== 'accepted');
  }
  expect(refused).toMatchObject({ kind: 'closed', reason: 'memory-guard' });
  // Closed in time: there is memory left for those who finish.
  const closedAt = await ratio();
  expect(closedAt).toBeGreaterThan(MARKS.openBelow);
  expect(closedAt).toBeLessThan(1);
  const page = parseExposition((await metrics.render()).body);
  expect(Number(page.samples.get('mining_redis_memory_ratio'))).toBeGreaterThanOrEqual(MARKS.closeAt);

  pipeline.startWorker();
  await eventually(async () => (await pipeline.readState()).depth === 0);
  expect(await sumLedger(pipeline)).toEqual({ rows: accepted, amounts: accepted, balances: accepted });

  const request = makeRequest();
  await eventually(async () => (await admission.admit(request)).kind === 'accepted');
  expect(await ratio()).toBeLessThan(MARKS.openBelow);
  await eventually(async () => (await pipeline.clicks.countDocuments()) === accepted + 1);
  await eventually(() => readFileSync(file, 'utf8').split('\n').length > 2);
  const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { level: string; message: string });
  expect(lines).toMatchObject([
    { level: 'warn', message: expect.stringMatching(/^new clicks are refused: Redis uses \d+ % of its maxmemory$/) as string },
    { level: 'info', message: expect.stringMatching(/^new clicks are accepted again: /) as string },
  ]);
});
