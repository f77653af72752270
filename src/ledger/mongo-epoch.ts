import type { Db } from 'mongodb';
import { openCollections } from './documents.js';
import type { EpochLedger } from './epoch.js';
import { createLedgerDeadline } from './ledger-deadline.js';

const ID = 'redis';
const WRITTEN = { writeConcern: { w: 'majority', journal: true } } as const;

/** No call takes longer than `commandMs`. */
export function createMongoEpochLedger(db: Db, { commandMs }: { readonly commandMs: number }): EpochLedger {
  const { epochs } = openCollections(db);
  const inTime = createLedgerDeadline(commandMs);
  const write = { ...WRITTEN, maxTimeMS: commandMs };
  return {
    read: () =>
      inTime(async () => {
        const found = await epochs.findOne({ _id: ID }, { readConcern: 'majority', maxTimeMS: commandMs });
        if (!found) return undefined;
        const { epoch, mark, markedAt, since } = found;
        return { epoch, mark, markedAt, since };
      }),
    begin: ({ epoch, mark }) =>
      inTime(async () => {
        const now = new Date();
        await epochs.updateOne({ _id: ID }, { $setOnInsert: { epoch, mark, markedAt: now, since: now } }, { ...write, upsert: true });
      }),
    raise: ({ epoch, mark }) =>
      inTime(async () => {
        await epochs.updateOne({ _id: ID, epoch, mark: { $lt: mark } }, { $set: { mark }, $currentDate: { markedAt: true } }, write);
      }),
    replace: (epoch) =>
      inTime(async () => {
        const now = new Date();
        await epochs.replaceOne({ _id: ID }, { epoch, mark: 0, markedAt: now, since: now }, { ...write, upsert: true });
      }),
  };
}
