import type { Db } from 'mongodb';
import { openCollections } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';

/** Which of these clicks the ledger knows: by their rows, or by what is left of them once they were archived or erased. */
export type FindRows = (clickIds: readonly string[]) => Promise<ReadonlySet<string>>;

const IDS_A_QUERY = 1000;

/** No query takes longer than `commandMs`. */
export function createFindRows(db: Db, { commandMs }: { readonly commandMs: number }): FindRows {
  const { clicks } = openCollections(db);
  const inTime = createLedgerDeadline(commandMs);
  const find = (ids: readonly string[]) => inTime(() => clicks.find({ _id: { $in: [...ids] } }, { readConcern: 'majority', maxTimeMS: commandMs, projection: { _id: 1 } }).toArray());
  return async (clickIds) => {
    const found = new Set<string>();
    for (let from = 0; from < clickIds.length; from += IDS_A_QUERY) {
      for (const { _id } of await find(clickIds.slice(from, from + IDS_A_QUERY))) found.add(_id);
    }
    return found;
  };
}
