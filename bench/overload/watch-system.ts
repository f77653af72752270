import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createRedisKeys } from '../../src/redis/redis-keys.js';
import { readCpuTime, readResidentMemory } from '../machine/cpu-time.js';
import type { Stage } from '../phases/stage.js';

/** The default of MINING_REDIS_PREFIX. */
const PREFIX = '{mining-clicks}';
const EVERY_MS = 1000;

/** How the system stands at one moment. */
export type Sample = {
  /** Seconds since the load began. */
  readonly at: number;
  /** Clicks accepted and not finished. */
  readonly depth: number;
  /** Clicks in the ledger. */
  readonly credited: number;
  /** Bytes in RAM. */
  readonly apiMemory: number;
  readonly workerMemory: number;
  readonly redisMemory: number;
  /** Finished jobs and events that BullMQ keeps for a while: at most about 1,000 and 10,000. */
  readonly keptJobs: number;
  readonly keptEvents: number;
  /** Seconds of CPU time that the API has used. */
  readonly apiCpu: number;
};

export type SystemWatch = { read(): Promise<Sample>; stop(): Promise<readonly Sample[]> };

/** Looks at everything once a second, beside the load. */
export function watchSystem({ stores, pipeline, signal }: Stage): SystemWatch {
  const redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
  const { totals, queue } = createRedisKeys(PREFIX);
  const startedAt = performance.now();
  const samples: Sample[] = [];
  let isStopped = false;

  async function read(): Promise<Sample> {
    const { api = 0, worker = 0 } = pipeline.pids();
    const [counts, keptJobs, keptEvents, credited, redisMemory] = await Promise.all([
      redis.hmget(totals, 'accepted', 'finished'),
      redis.zcard(`${queue}completed`),
      redis.xlen(`${queue}events`),
      stores.countClicks(),
      stores.readRedisMemory(),
    ]);
    return {
      at: (performance.now() - startedAt) / 1000,
      depth: Number(counts[0]) - Number(counts[1]),
      credited,
      apiMemory: readResidentMemory(api) ?? NaN,
      workerMemory: readResidentMemory(worker) ?? NaN,
      redisMemory,
      keptJobs,
      keptEvents,
      apiCpu: (readCpuTime(api) ?? NaN) / 1e6,
    };
  }

  const watching = (async () => {
    while (!isStopped) {
      samples.push(await read());
      await pause(EVERY_MS, undefined, { signal });
    }
  })();
  return {
    read,
    async stop() {
      isStopped = true;
      await watching;
      redis.disconnect();
      return samples;
    },
  };
}
