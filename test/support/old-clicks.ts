import type { LedgerCollections } from '../../src/ledger/documents.js';

export const DAY_MS = 86_400_000;

/** Makes every row of the ledger this many days older, each by a millisecond younger than the one before it. */
export async function makeOlder({ clicks }: Pick<LedgerCollections, 'clicks'>, days: number): Promise<void> {
  const rows = await clicks.find({ userId: { $exists: true } }).sort({ acceptedAt: 1 }).toArray();
  const updates = rows.map(({ _id, acceptedAt }, index) => {
    const then = new Date(Number(acceptedAt) - days * DAY_MS + index);
    return { updateOne: { filter: { _id }, update: { $set: { acceptedAt: then, processedAt: then } } } };
  });
  await clicks.bulkWrite(updates, { ordered: false });
}
