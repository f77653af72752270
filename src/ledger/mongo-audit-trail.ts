import { ObjectId, type Db } from 'mongodb';
import { ENTRY_CURSOR_PATTERN, type AuditTrail } from './audit-trail.js';
import { openCollections, type AuditEntryDocument } from './documents.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { readPage, type CursorForm } from './mongo-pages.js';

const WRITTEN = { writeConcern: { w: 'majority', journal: true } } as const;
const CURSOR: CursorForm<AuditEntryDocument> = { pattern: ENTRY_CURSOR_PATTERN, toId: (text) => new ObjectId(text), time: 'at' };

/** No call takes longer than `commandMs`. */
export function createMongoAuditTrail(db: Db, { commandMs }: { readonly commandMs: number }): AuditTrail {
  const { auditTrail } = openCollections(db);
  const read = { readConcern: 'majority', maxTimeMS: commandMs } as const;
  const write = { ...WRITTEN, maxTimeMS: commandMs };
  const inTime = createLedgerDeadline(commandMs);
  return {
    begin: (intent) =>
      inTime(async () => {
        const entry = { _id: new ObjectId(), at: new Date(), ...intent, result: 'begun', counts: {} } as const;
        await auditTrail.insertOne(entry, write);
        return entry._id.toHexString();
      }),
    end: (id, end) =>
      inTime(async () => {
        const change = { $set: { ...end, endedAt: new Date() } };
        await auditTrail.updateOne({ _id: new ObjectId(id), result: 'begun' }, change, write);
      }),
    list: ({ act, by, ...page }) =>
      inTime(async () => {
        const chosen = { ...(act !== undefined && { act }), ...(by !== undefined && { by }) };
        const { documents, ...next } = await readPage(auditTrail, [chosen], { ...page, order: 'newest' }, CURSOR, read);
        return { entries: documents.map(({ _id, ...entry }) => ({ id: _id.toHexString(), ...entry })), ...next };
      }),
  };
}
