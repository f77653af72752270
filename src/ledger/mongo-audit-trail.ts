import { ObjectId, type Db } from 'mongodb';
import type { AuditEntry, AuditTrail } from './audit-trail.js';
import { createLedgerDeadline } from './ledger-deadline.js';

type AuditEntryDocument = { readonly _id: ObjectId } & Omit<AuditEntry, 'id'>;

const WRITTEN = { writeConcern: { w: 'majority', journal: true } } as const;

/** Keeps the trail in the collection `audit_trail`. No call takes longer than `commandMs`. */
export function createMongoAuditTrail(db: Db, { commandMs }: { readonly commandMs: number }): AuditTrail {
  const trail = db.collection<AuditEntryDocument>('audit_trail');
  const write = { ...WRITTEN, maxTimeMS: commandMs };
  const inTime = createLedgerDeadline(commandMs);
  return {
    begin: (intent) =>
      inTime(async () => {
        const entry = { _id: new ObjectId(), at: new Date(), ...intent, result: 'begun', counts: {} } as const;
        await trail.insertOne(entry, write);
        return entry._id.toHexString();
      }),
    end: (id, end) =>
      inTime(async () => {
        const change = { $set: { ...end, endedAt: new Date() } };
        await trail.updateOne({ _id: new ObjectId(id), result: 'begun' }, change, write);
      }),
    list: ({ limit, cursor, act, by }) =>
      inTime(async () => {
        const filter = {
          ...(cursor !== undefined && { _id: { $lt: new ObjectId(cursor) } }),
          ...(act !== undefined && { act }),
          ...(by !== undefined && { by }),
        };
        const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
        const found = await trail.find(filter, read).sort({ _id: -1 }).limit(limit + 1).toArray();
        const entries = found.slice(0, limit).map(({ _id, ...entry }) => ({ id: _id.toHexString(), ...entry }));
        const last = entries.at(-1);
        return { entries, ...(found.length > limit && last && { next: last.id }) };
      }),
  };
}
