import { expectMemory, whyForgotten, type EpochRecord } from '../../ledger/epoch.js';
import type { QueueMemory } from '../../queue/click-queue.js';
import { failed, ok, skipped, type Check, type Facts, type Finding } from './check.js';

export const EPOCH_CHECK: Check = {
  store: 'redis',
  name: 'epoch',
  needed: 'Redis and the ledger must keep the same epoch, and Redis its latest mark.',
  bearsOn: ['accepting'],
  judge: ({ redis, mongodb }) => {
    if (redis.kind !== 'reached') return skipped('answers', 'Redis was not reached.');
    if (redis.facts.pingsMs.includes(Infinity)) return skipped('latency', 'Redis was too slow.');
    if (redis.facts.memory === undefined) return skipped('rights', 'This user may not read it.');
    return judgeEpoch(redis.facts.memory.found, mongodb);
  },
};

function judgeEpoch(memory: QueueMemory | undefined, mongodb: Facts['mongodb']): Finding {
  const found = memory === undefined ? 'Redis has no epoch' : `Redis has epoch ${memory.epoch} and mark ${memory.mark}`;
  if (mongodb.kind !== 'reached') {
    if (memory !== undefined) return ok(`${found}; the ledger was not asked.`);
    return failed(['accepting'], `${found}, and the ledger was not asked whether there was one: clicks get 503.`, 'Bring MongoDB back.');
  }
  return judgeBoth(memory, found, mongodb.facts.epoch);
}

function judgeBoth(memory: QueueMemory | undefined, found: string, record: EpochRecord | undefined): Finding {
  if (record === undefined) return ok(`${found}, and the ledger keeps none yet: a worker sees to both when it starts.`);
  const why = whyForgotten(memory, expectMemory(record));
  if (why === undefined) return ok(`${found}, as the ledger keeps it (mark ${record.mark}).`);
  const remedy = 'Start Redis on the right data if they are anywhere; else run mining-clicks reopen. See the runbook MiningRedisForgot.';
  return failed(['accepting'], `${why}. Clicks get 503.`, remedy);
}
