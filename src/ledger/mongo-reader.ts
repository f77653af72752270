import type { Db } from 'mongodb';
import { fromClickDocument, openCollections } from './documents.js';
import type { LedgerReader } from './ledger.js';
import { withErrorCodes } from './mongo-faults.js';

/** Reads the ledger from the primary: an answer never goes back behind one that was given before. */
export function createMongoReader(db: Db, options: { readonly commandMs: number }): LedgerReader {
  const { clicks, accounts } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: options.commandMs } as const;
  return {
    findClick: (clickId) =>
      withErrorCodes(async () => {
        const document = await clicks.findOne({ _id: clickId }, read);
        return document ? fromClickDocument(document) : undefined;
      }),
    findAccount: (userId) =>
      withErrorCodes(async () => {
        const account = await accounts.findOne({ _id: userId }, read);
        return { userId, balance: account?.balance ?? 0 };
      }),
    findLatestClicks: (userId, limit) =>
      withErrorCodes(async () => {
        const documents = await clicks.find({ userId }, read).sort({ acceptedAt: -1 }).limit(limit).toArray();
        return documents.map(fromClickDocument);
      }),
    ping: () => withErrorCodes(async () => void (await db.command({ ping: 1 }, { timeoutMS: options.commandMs }))),
  };
}
