import type { ClientSession, MongoClient } from 'mongodb';
import type { AccountDifference, LedgerReading, LedgerRow } from './audit.js';
import { type LedgerCollections, openCollections } from './documents.js';

/** Reads what an audit of these users and clicks needs of the ledger, all of it at one instant. */
export type ReadLedger = (userIds: readonly string[], clickIds: readonly string[]) => Promise<LedgerReading>;

const IDS_A_QUERY = 1000;

/**
 * Reads by a snapshot session: without one, clicks posted between two reads would look like a difference. It may take
 * minutes on a large ledger, but not more than MongoDB keeps old snapshots (300 s unless set otherwise).
 */
export function createMongoAuditReader(client: MongoClient, database: string): ReadLedger {
  const collections = openCollections(client.db(database));
  return async (userIds, clickIds) => {
    const session = client.startSession({ snapshot: true });
    try {
      const rows = await readRows(collections, userIds, session);
      const failed = rows.filter((row) => row.status === 'failed').map((row) => row.clickId);
      const deadLetters = await readDeadLetters(collections, failed, session);
      const found = new Set(rows.map((row) => row.clickId));
      const erased = await readErased(collections, clickIds.filter((clickId) => !found.has(clickId)), session);
      return { rows, deadLetters, erased, differences: await readDifferences(collections, session) };
    } finally {
      await session.endSession();
    }
  };
}

/** The rows that are in use, and those of the archive. */
async function readRows({ clicks, archive }: LedgerCollections, userIds: readonly string[], session: ClientSession) {
  const rows: LedgerRow[] = [];
  const projection = { userId: 1, idempotencyKey: 1, status: 1, acceptedAt: 1 };
  for (const users of inQueries(userIds)) {
    for (const place of [clicks, archive]) {
      for await (const row of place.find({ userId: { $in: users } }, { session, projection, batchSize: 5000 })) {
        const { _id: clickId, userId, idempotencyKey: key, status } = row;
        rows.push({ clickId, userId, key, status, acceptedAt: Number(row.acceptedAt) });
      }
    }
  }
  return rows;
}

async function readErased({ clicks }: LedgerCollections, clickIds: readonly string[], session: ClientSession) {
  const erased = new Map<string, LedgerRow['status']>();
  for (const ids of inQueries(clickIds)) {
    const stubs = clicks.find({ _id: { $in: ids }, erasedAt: { $exists: true } }, { session, projection: { status: 1 }, batchSize: 5000 });
    for await (const { _id, status } of stubs) erased.set(_id, status);
  }
  return erased;
}

function inQueries(ids: readonly string[]): string[][] {
  const parts = Math.ceil(ids.length / IDS_A_QUERY);
  return Array.from({ length: parts }, (_, part) => ids.slice(part * IDS_A_QUERY, (part + 1) * IDS_A_QUERY));
}

async function readDeadLetters({ deadLetters }: LedgerCollections, clickIds: string[], session: ClientSession) {
  const letters = deadLetters.find({ _id: { $in: clickIds } }, { session, projection: { _id: 1 } });
  return new Set(await letters.map((letter) => letter._id).toArray());
}

/** Adds up the credited rows of each user in MongoDB, and compares here: an account may be missing on either side. */
async function readDifferences({ clicks, archive, accounts }: LedgerCollections, session: ClientSession) {
  const rest = new Map<string, Credits>();
  for (const place of [clicks, archive]) {
    for await (const { _id: userId, ...credits } of place.aggregate<Credits & { _id: string }>(CREDITED_BY_USER, { session, allowDiskUse: true })) {
      rest.set(userId, add(rest.get(userId), credits));
    }
  }

  const differences: AccountDifference[] = [];
  const projection = { balance: 1, credited: 1, forgotten: 1 };
  for await (const account of accounts.find({}, { session, projection, batchSize: 5000 })) {
    const { amount = 0, clicks: forgottenClicks = 0 } = account.forgotten ?? {};
    const rows = add(rest.get(account._id), { units: amount, credits: forgottenClicks });
    rest.delete(account._id);
    const units = (account.balance ?? 0) - rows.units;
    const credits = (account.credited ?? 0) - rows.credits;
    if (units !== 0 || credits !== 0) differences.push({ userId: account._id, units, credits });
  }
  for (const [userId, { units, credits }] of rest) differences.push({ userId, units: -units, credits: -credits });
  return differences;
}

type Credits = { readonly units: number; readonly credits: number };

/** Stubs have a status, but no user. */
const CREDITED_BY_USER = [
  { $match: { status: 'credited', userId: { $exists: true } } },
  { $group: { _id: '$userId', units: { $sum: '$amount' }, credits: { $sum: 1 } } },
];

function add(sum: Credits | undefined, { units, credits }: Credits): Credits {
  return { units: (sum?.units ?? 0) + units, credits: (sum?.credits ?? 0) + credits };
}
