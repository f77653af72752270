import { MongoServerError, type ClientSession, type Db, type Document } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import type { RewardRules } from '../click/reward-policy.js';
import { openCollections, type ClickDocument } from './documents.js';
import { planPosting } from './plan-posting.js';

export type ClickWriterOptions = {
  readonly rules: RewardRules;
  /** Milliseconds that one command may take; the whole transaction may take twice as long. */
  readonly commandMs: number;
};

/** Decides on clicks and writes rows and accounts, inside the transaction that the session is in. */
export function createClickWriter(db: Db, options: ClickWriterOptions) {
  const { clicks: rows, accounts } = openCollections(db);
  const timedIn = (session: ClientSession) => ({ session, maxTimeMS: options.commandMs });

  /**
   * Looks first which clicks the ledger has, and writes the others. Gives the ids of those that it has as failed, and the
   * clicks that it has from another acceptance.
   */
  async function writeMissing(session: ClientSession, clicks: readonly AcceptedClick[]) {
    const ids = [...new Set(clicks.map((click) => click.clickId))];
    const known = await rows.find({ _id: { $in: ids } }, { ...timedIn(session), projection: { status: 1, acceptedAt: 1 } }).toArray();
    const knownIds = new Set(known.map((row) => row._id));
    const missing = clicks.filter((click) => !knownIds.has(click.clickId));
    const twiceAmongThem = missing.length > 0 ? await writeAll(session, missing) : [];
    return {
      failedClickIds: new Set(known.flatMap((row) => (row.status === 'failed' ? [row._id] : []))),
      acceptedAgain: [...findAcceptedAgain(clicks, known), ...twiceAmongThem],
    };
  }

  /** Fails with a duplicate key when the ledger has one of the clicks. Gives the clicks that are among them from another acceptance too. */
  async function writeAll(session: ClientSession, clicks: readonly AcceptedClick[]): Promise<AcceptedClick[]> {
    const users = [...new Set(clicks.map((click) => click.userId))];
    // In one reply: the driver would fetch 101 first, and the rest by further calls.
    const states = await accounts.find({ _id: { $in: users } }, { ...timedIn(session), batchSize: users.length, singleBatch: true }).toArray();
    const plan = planPosting(clicks, states, options.rules, new Date());
    await write(session, { insert: rows.collectionName, documents: plan.rows });
    if (plan.updates.length > 0) await write(session, { update: accounts.collectionName, updates: plan.updates });
    return plan.rows.length < clicks.length ? findAcceptedAgain(clicks, plan.rows) : [];
  }

  /**
   * The driver's bulk calls would serialize each document twice, once to learn its size; a transaction of a few hundred
   * clicks is far below every limit. In a transaction the first error ends it, so there is at most one.
   */
  async function write(session: ClientSession, command: Document): Promise<void> {
    const reply = await db.command({ ...command, maxTimeMS: options.commandMs }, { session });
    const [error] = (reply['writeErrors'] ?? []) as { code: number; errmsg: string }[];
    if (error) throw new MongoServerError({ ...error, message: error.errmsg });
  }

  return { writeAll, writeMissing };
}

/** The clicks whose row is of another acceptance: one accepted a second time, after its idempotency record had expired. */
function findAcceptedAgain(clicks: readonly AcceptedClick[], rows: readonly Pick<ClickDocument, '_id' | 'acceptedAt'>[]): AcceptedClick[] {
  const times = new Map(rows.map((row) => [row._id, Number(row.acceptedAt)]));
  return clicks.filter((click) => times.has(click.clickId) && times.get(click.clickId) !== click.acceptedAt);
}
