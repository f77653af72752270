import type { Db } from 'mongodb';
import type { CountRows } from './conservation.js';
import { openCollections } from './documents.js';
import { BY_ACCEPTANCE } from './indexes.js';
import { createLedgerDeadline } from './ledger-deadline.js';

/** Counts rows by entries of the index alone. Where the index is missing it fails: reading the whole ledger would hold up others. */
export function createRowCounter(db: Db, { commandMs }: { readonly commandMs: number }): CountRows {
  const { clicks } = openCollections(db);
  const read = { hint: BY_ACCEPTANCE, readConcern: 'majority', maxTimeMS: commandMs } as const;
  const inTime = createLedgerDeadline(commandMs);
  return (from, to) => inTime(() => clicks.countDocuments({ acceptedAt: { $gte: new Date(from), $lt: new Date(to) } }, read));
}
