import type { ClientSession, Db, MongoClient } from 'mongodb';
import { PipelineError } from '../click/codes.js';
import type { ClickArchive } from './archive.js';
import { openCollections, type ArchivedClickDocument, type ClickDocument, type LedgerCollections } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { toArchivedStub } from './stubs.js';
import { runTransactionAside } from './transactions.js';

/** `commandMs`: milliseconds that one command may take; a transaction may take twice as long. */
export function createMongoArchive(client: MongoClient, db: Db, { commandMs }: { readonly commandMs: number }): ClickArchive {
  const { clicks, archive, accounts } = openCollections(db);
  const inTransaction = async <T>(work: (session: ClientSession) => Promise<T>) => (await runTransactionAside(client, 2 * commandMs, work)).result;
  const inTime = createLedgerDeadline(commandMs);
  const within = (session: ClientSession) => ({ session, maxTimeMS: commandMs });
  /** Time of the last row that was moved: what is before is not looked at again, failed clicks that stay among it. */
  let movedUntil = new Date(0);

  async function moveRows(before: Date, limit: number, session: ClientSession): Promise<ClickDocument[]> {
    const timed = within(session);
    const oldest = { sort: { acceptedAt: 1 }, limit, ...timed } as const;
    const rows = await clicks.find({ ...endedBefore(before), acceptedAt: { $gte: movedUntil, $lt: before } }, oldest).toArray();
    if (rows.length === 0) return [];
    const archivedAt = new Date();
    await archive.insertMany(rows.map((row) => ({ ...row, archivedAt })), timed);
    await clicks.updateMany({ _id: { $in: rows.map((row) => row._id) } }, toArchivedStub(archivedAt), timed);
    return rows;
  }

  /** Erased clicks are in no account any more. */
  async function forgetErased(before: Date, limit: number, session: ClientSession): Promise<number> {
    const timed = within(session);
    const oldest = { sort: { acceptedAt: 1 }, limit, projection: { _id: 1 }, ...timed } as const;
    const stubs = await clicks.find({ acceptedAt: { $lt: before }, erasedAt: { $exists: true } }, oldest).toArray();
    if (stubs.length > 0) await clicks.deleteMany({ _id: { $in: stubs.map((stub) => stub._id) } }, timed);
    return stubs.length;
  }

  /** Accounts first, since workers write to them all the time, and whoever comes second has to repeat its transaction. */
  async function forgetRows(rows: readonly ArchivedClickDocument[], session: ClientSession): Promise<void> {
    const timed = within(session);
    const updates = sumCredits(rows).map(([userId, $inc]) => ({ updateOne: { filter: { _id: userId }, update: { $inc } } }));
    if (updates.length > 0) await accounts.bulkWrite(updates, timed);
    const _id = { $in: rows.map((row) => row._id) };
    const { deletedCount } = await archive.deleteMany({ _id }, timed);
    if (deletedCount < rows.length) throw new PipelineError('LEDGER_CONFLICT', 'somebody else forgets or erases the same clicks');
    await clicks.deleteMany({ _id }, timed);
  }

  async function forgetSome(before: Date, limit: number): Promise<number> {
    const oldest = { sort: { acceptedAt: 1 }, limit, maxTimeMS: commandMs } as const;
    const rows = await inTime(() => archive.find({ acceptedAt: { $lt: before } }, oldest).toArray());
    if (rows.length === 0) return inTransaction((session) => forgetErased(before, limit, session));
    await inTransaction((session) => forgetRows(rows, session));
    return rows.length;
  }

  return {
    count: (archiveBefore, forgetBefore) =>
      inTime(async () => ({
        toArchive: await clicks.countDocuments({ ...endedBefore(archiveBefore), acceptedAt: { $lt: archiveBefore } }),
        toForget: forgetBefore ? await countForgettable({ clicks, archive }, forgetBefore) : 0,
      })),
    archiveSome: async (before, limit) => {
      const rows = await inTransaction((session) => moveRows(before, limit, session));
      movedUntil = rows.at(-1)?.acceptedAt ?? movedUntil;
      return rows.length;
    },
    forgetSome,
  };
}

/** A click may wait for days before it is posted; rows of today are compared with what was accepted. */
function endedBefore(before: Date) {
  return { status: { $in: ['credited', 'rejected'] }, processedAt: { $lt: before } } as const;
}

type Forgotten = { 'forgotten.amount': number; 'forgotten.clicks': number };

function sumCredits(rows: readonly ArchivedClickDocument[]): [userId: string, forgotten: Forgotten][] {
  const sums = new Map<string, Forgotten>();
  for (const { userId, amount, status } of rows) {
    if (status !== 'credited') continue;
    const sum = sums.get(userId) ?? { 'forgotten.amount': 0, 'forgotten.clicks': 0 };
    sums.set(userId, { 'forgotten.amount': sum['forgotten.amount'] + amount, 'forgotten.clicks': sum['forgotten.clicks'] + 1 });
  }
  return [...sums];
}

async function countForgettable({ clicks, archive }: Pick<LedgerCollections, 'clicks' | 'archive'>, before: Date): Promise<number> {
  const old = { acceptedAt: { $lt: before } };
  const [rows, archived, erased] = await Promise.all([
    clicks.countDocuments({ ...endedBefore(before), ...old }),
    archive.countDocuments(old),
    clicks.countDocuments({ ...old, erasedAt: { $exists: true } }),
  ]);
  return rows + archived + erased;
}
