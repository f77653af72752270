import type { Db } from 'mongodb';
import { fromClickDocument, openCollections, type ClickDocument } from './documents.js';
import type { LedgerReader } from './ledger.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { isStub, type ClickStub } from './stubs.js';

/**
 * Reads the ledger from the primary: an answer never goes back behind one that was given before. No call takes longer than
 * `commandMs`.
 */
export function createMongoReader(db: Db, { commandMs }: { readonly commandMs: number }): LedgerReader {
  const { clicks, archive, accounts } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
  const inTime = createLedgerDeadline(commandMs);
  return {
    findClick: (clickId) =>
      inTime(async () => {
        const found: ClickDocument | ClickStub | null = await clicks.findOne({ _id: clickId }, read);
        const row = found && isStub(found) ? await archive.findOne({ _id: clickId }, read) : found;
        return row ? fromClickDocument(row) : undefined;
      }),
    wasErased: (clickId) =>
      inTime(async () => {
        const found = await clicks.findOne({ _id: clickId }, { ...read, projection: { erasedAt: 1 } });
        return found !== null && 'erasedAt' in found;
      }),
    findAccount: (userId) =>
      inTime(async () => {
        const account = await accounts.findOne({ _id: userId }, read);
        return { userId, balance: account?.balance ?? 0 };
      }),
    findLatestClicks: (userId, limit) =>
      inTime(async () => {
        const newestFirst = { acceptedAt: -1 } as const;
        const rows = await clicks.find({ userId }, read).sort(newestFirst).limit(limit).toArray();
        // Rows move from here to the archive, the oldest first, but failed ones stay: where there is one, an archived row may be newer.
        const isWhole = rows.length === limit && rows.every(({ status }) => status !== 'failed');
        const archived = isWhole ? [] : await archive.find({ userId }, read).sort(newestFirst).limit(limit).toArray();
        return takeNewest([...rows, ...archived], limit).map(fromClickDocument);
      }),
    ping: () => inTime(async () => void (await db.command({ ping: 1, maxTimeMS: commandMs }))),
  };
}

/** A row that was moved between the two reads is there twice. */
function takeNewest(rows: readonly ClickDocument[], limit: number): ClickDocument[] {
  const distinct = [...new Map(rows.map((row) => [row._id, row])).values()];
  return distinct.sort((a, b) => Number(b.acceptedAt) - Number(a.acceptedAt)).slice(0, limit);
}
