import { setTimeout as pause } from 'node:timers/promises';
import { isClean, type Journal } from '../../ledger/audit.js';
import { createMongoAuditReader } from '../../ledger/mongo-audit-reader.js';
import { createBatchLister } from '../../queue/redis-batch-list.js';
import { withDeadline } from '../../redis/deadline.js';
import { createRedisKeys } from '../../redis/redis-keys.js';
import { findStores, type Stores } from '../find-stores.js';
import { openMongo } from '../open-mongo.js';
import { openRedis } from '../open-redis.js';
import { readJournal } from './read-journal.js';
import { findingLines, reportLine } from './report.js';
import { runAudit } from './run-audit.js';

export type AuditOptions = { readonly journal: string; readonly wait: number; readonly all: boolean };

/** The audit could not be made: nothing is said about the clicks. */
const NOT_AUDITED = 2;
/** Reading the whole queue may take a while; a Redis that is gone must not hold the audit for ever. */
const QUEUE_READ_MS = 30_000;

/** Runs the command; the result is the exit code: 0 clean, 1 a difference was found, 2 the audit could not be made. */
export async function audit(options: AuditOptions): Promise<number> {
  try {
    const journal = await readJournal(options.journal);
    return await auditStores(journal, options, findStores({ env: process.env, folder: process.cwd() }));
  } catch (error) {
    process.stderr.write(`The audit could not be made: ${error instanceof Error ? error.message : String(error)}\n`);
    return NOT_AUDITED;
  }
}

async function auditStores(journal: Journal, { wait, all }: AuditOptions, stores: Stores): Promise<number> {
  // What goes wrong is said by the calls that fail.
  const redis = await openRedis(stores.redisUrl, 'patient', () => undefined);
  const client = openMongo(stores.mongodbUrl);
  const listBatches = createBatchLister(redis, createRedisKeys(stores.redisPrefix));
  try {
    const result = await runAudit(journal, wait, {
      readQueue: () => withDeadline(listBatches(), QUEUE_READ_MS),
      readLedger: createMongoAuditReader(client, stores.mongodbDatabase),
      pause,
      clock: () => performance.now(),
      onWaiting: createWaitingNotice(),
    });
    process.stdout.write(`${reportLine(result.counts)}\n`);
    for (const line of findingLines(result, all ? Infinity : undefined)) process.stderr.write(`${line}\n`);
    return isClean(result.counts) ? 0 : 1;
  } finally {
    redis.disconnect();
    await client.close();
  }
}

/** Says once in about five seconds how many clicks are still waited for. */
function createWaitingNotice(): (clicks: number) => void {
  let calls = 0;
  return (clicks) => {
    if (calls % 20 === 0) process.stderr.write(`waiting for ${clicks} clicks that are still in the queue\n`);
    calls += 1;
  };
}
