import type { Db } from 'mongodb';
import { fromClickDocument, openCollections } from './documents.js';
import type { LedgerReader } from './ledger.js';
import { withLedgerDeadline } from './transactions.js';

/**
 * Reads the ledger from the primary: an answer never goes back behind one that was given before. No call takes longer than
 * `commandMs`.
 */
export function createMongoReader(db: Db, { commandMs }: { readonly commandMs: number }): LedgerReader {
  const { clicks, accounts } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
  const guard = <T>(call: () => Promise<T>) => withLedgerDeadline(call(), commandMs);
  return {
    findClick: (clickId) =>
      guard(async () => {
        const document = await clicks.findOne({ _id: clickId }, read);
        return document ? fromClickDocument(document) : undefined;
      }),
    findAccount: (userId) =>
      guard(async () => {
        const account = await accounts.findOne({ _id: userId }, read);
        return { userId, balance: account?.balance ?? 0 };
      }),
    findLatestClicks: (userId, limit) =>
      guard(async () => {
        const documents = await clicks.find({ userId }, read).sort({ acceptedAt: -1 }).limit(limit).toArray();
        return documents.map(fromClickDocument);
      }),
    ping: () => guard(async () => void (await db.command({ ping: 1, maxTimeMS: commandMs }))),
  };
}
