import type { ClientSession, Db, MongoClient } from 'mongodb';
import { openCollections, type ClickDocument } from './documents.js';
import type { UserEraser } from './erase.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { toErasedStub } from './stubs.js';
import { runTransactionAside } from './transactions.js';

/** `commandMs`: milliseconds that one command may take; a transaction may take twice as long. */
export function createMongoEraser(client: MongoClient, db: Db, { commandMs }: { readonly commandMs: number }): UserEraser {
  const { clicks, archive, accounts, deadLetters } = openCollections(db);
  const inTransaction = async <T>(work: (session: ClientSession) => Promise<T>) => (await runTransactionAside(client, 2 * commandMs, work)).result;
  const inTime = createLedgerDeadline(commandMs);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;

  async function eraseClicks(userId: string, clickIds: readonly string[], session: ClientSession): Promise<void> {
    const timed = { session, maxTimeMS: commandMs };
    const own = { _id: { $in: [...clickIds] }, userId };
    const rows = await clicks.find(own, timed).toArray();
    const archived = await archive.find(own, timed).toArray();
    await accounts.updateOne({ _id: userId }, { $inc: creditsOf([...rows, ...archived]) }, timed);
    const erasedAt = new Date();
    await clicks.updateMany(own, toErasedStub(erasedAt), timed);
    const stubs = archived.map(({ _id, acceptedAt }) => ({
      updateOne: { filter: { _id }, update: { $set: { acceptedAt, erasedAt }, $unset: { archivedAt: true } } },
    }));
    if (stubs.length > 0) await clicks.bulkWrite(stubs as unknown as Parameters<typeof clicks.bulkWrite>[0], timed);
    await archive.deleteMany(own, timed);
    await deadLetters.deleteMany({ _id: { $in: [...rows, ...archived].map(({ _id }) => _id) } }, timed);
  }

  async function removeRest(userId: string, session: ClientSession): Promise<boolean> {
    const timed = { session, maxTimeMS: commandMs };
    const isLeft = (await clicks.findOne({ userId }, timed)) ?? (await archive.findOne({ userId }, timed));
    if (isLeft) return false;
    await accounts.deleteOne({ _id: userId }, timed);
    await deadLetters.deleteMany({ 'payload.userId': userId }, timed);
    return true;
  }

  return {
    count: (userId) =>
      inTime(async () => {
        const account = await accounts.findOne({ _id: userId }, read);
        const [rows, archived] = [await clicks.countDocuments({ userId }, read), await archive.countDocuments({ userId }, read)];
        const letters = await deadLetters.countDocuments({ 'payload.userId': userId }, read);
        return { clicks: rows + archived, deadLetters: letters, balance: account?.balance };
      }),
    findSome: (userId, limit) =>
      inTime(async () => {
        const some = { ...read, limit, projection: { _id: 1 } } as const;
        const rows = await clicks.find({ userId }, some).toArray();
        const found = rows.length > 0 ? rows : await archive.find({ userId }, some).toArray();
        return found.map(({ _id }) => _id);
      }),
    erase: (userId, clickIds) => inTransaction((session) => eraseClicks(userId, clickIds, session)),
    finish: (userId) => inTransaction((session) => removeRest(userId, session)),
  };
}

function creditsOf(rows: readonly ClickDocument[]): { balance: number; credited: number } {
  const credited = rows.filter(({ status }) => status === 'credited');
  return { balance: -credited.reduce((sum, { amount }) => sum + amount, 0), credited: -credited.length };
}
