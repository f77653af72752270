import { expect, it } from 'vitest';
import { createRedisReadLimiter } from '../../src/admission/redis-read-limiter.js';
import { createAcceptedMinutesReader } from '../../src/queue/redis-accepted-minutes.js';
import { createBatchLister } from '../../src/queue/redis-batch-list.js';
import { createRedisMemoryStore } from '../../src/queue/redis-memory-store.js';
import { createQueuedClickReader } from '../../src/queue/redis-queued-clicks.js';
import { createQueueStateReader } from '../../src/queue/redis-queue-state.js';
import { SCRIPT_NAMES } from '../../src/telemetry/label-values.js';
import { makeRequest } from '../support/clicks.js';
import { createScriptBench } from '../support/script-bench.js';
import { startPrivateRedis } from '../support/servers.js';

it('scripts are loaded again when Redis has forgotten them, each of them', async () => {
  // In the shared Redis other tests count on the scripts that they have loaded.
  const { url } = await startPrivateRedis();
  const { redis, keys, batches, admit } = createScriptBench({}, url);
  const [memory, queued] = [createRedisMemoryStore(redis, keys, { raiseEveryMs: 1000 }), createQueuedClickReader(redis, keys, 5000)];
  const calls: Record<(typeof SCRIPT_NAMES)[number], () => Promise<unknown>> = {
    admitClicks: () => admit([makeRequest()], { candidate: 'one' }),
    takeBatch: () => batches.take('one', 'taker'),
    noteBatches: () => batches.noteTaker(['one'], 'taker'),
    finishBatch: () => batches.finish('one', []),
    reapBatches: () => batches.reap([]),
    locateClick: () => batches.locate('c1'),
    listBatches: createBatchLister(redis, keys),
    readClick: () => queued.read('c1'),
    findTraced: () => queued.findTraced('a trace id'),
    readQueue: createQueueStateReader(redis, keys),
    readMinutes: createAcceptedMinutesReader(redis, keys),
    readMemory: () => memory.read(),
    beginEpoch: () => memory.begin('epoch'),
    // It lets reads through when Redis fails: only an answer of Redis has it.
    takeTokens: async () => expect(await createRedisReadLimiter(redis, keys, { rate: 1, burst: 1 }, 5000).take('user-1', 1)).toHaveProperty('fullInMicros'),
  };
  for (const name of SCRIPT_NAMES) {
    await redis.script('FLUSH');
    await calls[name]();
  }
});
