import type { Redis } from 'ioredis';
import type { Queue } from 'bullmq';
import type { Db } from 'mongodb';
import { createFindClicks } from '../console/find-click.js';
import type { FoundParts, ReadLogs } from '../console/found.js';
import { createQueueControl } from '../console/queue-control.js';
import { createListUserClicks } from '../console/user-clicks.js';
import type { AdminParts } from '../http/routes/admin.js';
import { createMongoClickHistory } from '../ledger/mongo-click-history.js';
import { createQueueSwitch } from '../queue/bullmq-queue-switch.js';
import { withQueueDeadline } from '../queue/queue-faults.js';
import { createPauseRecordReader } from '../queue/redis-pause-record.js';
import { createQueueStateReader } from '../queue/redis-queue-state.js';
import { createQueuedClickReader } from '../queue/redis-queued-clicks.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/** A person waits longer than a click may. */
const REDIS_DEADLINE_MS = 2000;

export type FoundOptions = {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly queue: Queue;
  readonly db: Db;
  readonly admin: AdminParts;
  readonly readLogs: ReadLogs;
  /** Milliseconds that one command of MongoDB may take. */
  readonly commandMs: number;
};

/** What the console finds of single clicks, and how it acts on the queue. */
export function createFoundParts({ redis, keys, queue, db, admin, readLogs, commandMs }: FoundOptions): FoundParts {
  const history = createMongoClickHistory(db, { commandMs });
  const readState = createQueueStateReader(redis, keys);
  const readPauses = createPauseRecordReader(redis, keys);
  return {
    findClicks: createFindClicks({ queued: createQueuedClickReader(redis, keys, REDIS_DEADLINE_MS), history, letters: admin.letters, readLogs }),
    listClicks: createListUserClicks(history),
    readLogs,
    queue: createQueueControl({
      readState: () => withQueueDeadline(readState(), REDIS_DEADLINE_MS),
      readPauses: () => withQueueDeadline(readPauses(), REDIS_DEADLINE_MS),
      queue: createQueueSwitch(queue, REDIS_DEADLINE_MS),
      trail: admin.trail,
    }),
  };
}
