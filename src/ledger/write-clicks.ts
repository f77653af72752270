import { MongoServerError, type ClientSession, type Db, type Document } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import type { RewardRules } from '../click/reward-policy.js';
import { openCollections } from './documents.js';
import { planPosting } from './plan-posting.js';

export type ClickWriterOptions = {
  readonly rules: RewardRules;
  /** Milliseconds that one command inside a transaction may take. */
  readonly commandMs: number;
};

/** Decides on clicks and writes rows and accounts, inside the transaction that the session is in. */
export function createClickWriter(db: Db, session: ClientSession, options: ClickWriterOptions) {
  const { clicks: rows, accounts } = openCollections(db);
  const timed = { session, maxTimeMS: options.commandMs };

  /** Looks first which clicks the ledger has, and writes the others. Gives the ids of those that it has as failed. */
  async function writeMissing(clicks: readonly AcceptedClick[]): Promise<Set<string>> {
    const ids = [...new Set(clicks.map((click) => click.clickId))];
    const known = await rows.find({ _id: { $in: ids } }, { ...timed, projection: { status: 1 } }).toArray();
    const knownIds = new Set(known.map((row) => row._id));
    const missing = clicks.filter((click) => !knownIds.has(click.clickId));
    if (missing.length > 0) await writeAll(missing);
    return new Set(known.flatMap((row) => (row.status === 'failed' ? [row._id] : [])));
  }

  /** Fails with a duplicate key when the ledger has one of the clicks. */
  async function writeAll(clicks: readonly AcceptedClick[]): Promise<void> {
    const users = [...new Set(clicks.map((click) => click.userId))];
    // In one reply: the driver would fetch 101 first, and the rest by further calls.
    const states = await accounts.find({ _id: { $in: users } }, { ...timed, batchSize: users.length, singleBatch: true }).toArray();
    const plan = planPosting(clicks, states, options.rules, new Date());
    await write({ insert: rows.collectionName, documents: plan.rows });
    if (plan.updates.length > 0) await write({ update: accounts.collectionName, updates: plan.updates });
  }

  /**
   * The driver's bulk calls would serialize each document twice, once to learn its size; a transaction of a few hundred
   * clicks is far below every limit. In a transaction the first error ends it, so there is at most one.
   */
  async function write(command: Document): Promise<void> {
    const reply = await db.command({ ...command, maxTimeMS: options.commandMs }, { session });
    const [error] = (reply['writeErrors'] ?? []) as { code: number; errmsg: string }[];
    if (error) throw new MongoServerError({ ...error, message: error.errmsg });
  }

  return { writeAll, writeMissing };
}
