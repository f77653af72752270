import { join } from 'node:path';
import { openJournal } from '../../src/cli/load/journal.js';
import type { AttemptLine } from '../../src/cli/load/journal-line.js';
import { readJournal } from '../../src/cli/audit/read-journal.js';
import { runAudit } from '../../src/cli/audit/run-audit.js';
import type { AcceptedClick } from '../../src/click/click.js';
import { type AccountDocument, type ClickDocument, openCollections } from '../../src/ledger/documents.js';
import { createMongoAuditReader } from '../../src/ledger/mongo-audit-reader.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createBatchLister } from '../../src/queue/redis-batch-list.js';
import { makeRequest } from './clicks.js';
import { openTestDatabase, randomName } from './namespace.js';
import { createScriptBench } from './script-bench.js';
import { makeTemporaryFolder } from './servers.js';

const RULES = { amount: 1, cooldownMs: 0, dailyCap: 5 };
const USERS = 3;

export type AuditedWorld = Awaited<ReturnType<typeof createAuditedWorld>>;

/**
 * A run of the load as it may have ended, in a real journal, Redis and MongoDB: 18 clicks in the ledger (15 credited and
 * 3 over the daily cap), 1 failed with a dead letter, 4 still in the queue, 2 refused, 1 never answered and not accepted.
 */
export async function createAuditedWorld() {
  const bench = createScriptBench();
  const { client, db } = openTestDatabase();
  const collections = openCollections(db);
  const poster = createMongoPoster(client, db, { rules: RULES, commandMs: 5000 });
  const run = randomName();
  const file = join(await makeTemporaryFolder('journal'), 'journal.ndjson');
  const lines: AttemptLine[] = [];

  const accept = async (keys: readonly string[]) => {
    const batchId = randomName();
    const requests = keys.map((key, index) => makeRequest({ userId: userOf(run, index), key }));
    await bench.admit(requests, { candidate: batchId, ageLimit: 1 });
    for (const { click } of requests) lines.push(attempt(click.userId, click.idempotencyKey, 202, click.clickId));
    return { batchId, requests };
  };
  const post = async (keys: readonly string[], write: (clicks: readonly AcceptedClick[]) => Promise<unknown>) => {
    const { batchId } = await accept(keys);
    const taken = await bench.batches.take(batchId, '');
    if (taken.kind !== 'taken') throw new Error(`the batch is ${taken.kind}`);
    await write(taken.clicks);
    await bench.batches.finish(batchId, taken.clicks.map((click) => click.clickId));
    return taken.clicks;
  };

  const posted = await post(keyNames('posted', 18), (clicks) => poster.postBatch(clicks));
  const failed = await post(['failed-01'], async ([click]) => {
    if (click) await poster.recordFailure(click, 'LEDGER_REFUSED', 'it was too large');
  });
  const queued = await accept(keyNames('queued', 4));
  lines.push(attempt(userOf(run, 0), 'refused-01', 429), attempt(userOf(run, 1), 'refused-02', 503, 'not-accepted'));
  lines.push(attempt(userOf(run, 2), 'unknown-01', null));
  await poster.close();

  return {
    run,
    file,
    lines,
    collections,
    client,
    db,
    database: db.databaseName,
    prefix: bench.prefix,
    redis: bench.redis,
    keys: bench.keys,
    posted,
    failed,
    queuedBatch: queued.batchId,
    writeJournal: ({ killed = false } = {}) => writeJournal(file, run, lines, killed),
    /** Writes the journal and audits. */
    async audit({ killed = false } = {}) {
      await writeJournal(file, run, lines, killed);
      const { counts } = await runAudit(await readJournal(file), 0, {
        readQueue: createBatchLister(bench.redis, bench.keys),
        readLedger: createMongoAuditReader(client, db.databaseName),
        pause: () => Promise.resolve(),
        clock: () => performance.now(),
        onWaiting: () => undefined,
      });
      return counts;
    },
    /** A row of a click that nobody accepted; credited in the account too, as a fault of the pipeline would do. */
    async creditClick(row: Pick<ClickDocument, '_id' | 'userId' | 'idempotencyKey'>, acceptedAt = new Date()) {
      const times = { acceptedAt, processedAt: new Date() };
      await collections.clicks.insertOne({ ...row, ...times, status: 'credited', amount: 1, balance: 1, traceId: '' });
      await this.raiseAccount(row.userId, { balance: 1, credited: 1 });
    },
    raiseAccount: (userId: string, by: Partial<Pick<AccountDocument, 'balance' | 'credited'>>) =>
      collections.accounts.updateOne({ _id: userId }, { $inc: by }, { upsert: true }),
  };
}

export function userOf(run: string, index: number): string {
  return `load-${run}-${1 + (index % USERS)}`;
}

function keyNames(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${String(index + 1).padStart(2, '0')}`);
}

function attempt(user: string, key: string, status: number | null, detail?: string): AttemptLine {
  const now = Date.now();
  const more = detail === undefined ? {} : status === 503 ? { outcome: detail } : { clickId: detail };
  return { key, user, sent: now, received: now, status, ...more, kind: 'first' };
}

async function writeJournal(file: string, run: string, lines: readonly AttemptLine[], killed: boolean): Promise<void> {
  const journal = await openJournal(file, (error) => {
    throw error;
  });
  journal.write({ run, started: Date.now(), url: 'http://127.0.0.1', users: USERS, timeoutMs: 10_000 });
  for (const line of lines) journal.write(line);
  if (!killed) journal.write({ end: run, ended: Date.now() });
  await journal.close();
}
