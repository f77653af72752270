import type { ClientSession, MongoClient } from 'mongodb';
import type { AccountDifference, LedgerReading, LedgerRow } from './audit.js';
import { type LedgerCollections, openCollections } from './documents.js';

/** Reads what an audit needs of the ledger, all of it at one instant. */
export type ReadLedger = (userIds: readonly string[]) => Promise<LedgerReading>;

const USERS_A_QUERY = 1000;

/**
 * Reads by a snapshot session: without one, clicks posted between two reads would look like a difference. It may take
 * minutes on a large ledger, but not more than MongoDB keeps old snapshots (300 s unless set otherwise).
 */
export function createMongoAuditReader(client: MongoClient, database: string): ReadLedger {
  const collections = openCollections(client.db(database));
  return async (userIds) => {
    const session = client.startSession({ snapshot: true });
    try {
      const rows = await readRows(collections, userIds, session);
      const failed = rows.filter((row) => row.status === 'failed').map((row) => row.clickId);
      const deadLetters = await readDeadLetters(collections, failed, session);
      return { rows, deadLetters, differences: await readDifferences(collections, session) };
    } finally {
      await session.endSession();
    }
  };
}

async function readRows({ clicks }: LedgerCollections, userIds: readonly string[], session: ClientSession) {
  const rows: LedgerRow[] = [];
  const projection = { userId: 1, idempotencyKey: 1, status: 1, acceptedAt: 1 };
  for (let from = 0; from < userIds.length; from += USERS_A_QUERY) {
    const users = userIds.slice(from, from + USERS_A_QUERY);
    for await (const row of clicks.find({ userId: { $in: users } }, { session, projection, batchSize: 5000 })) {
      const { _id: clickId, userId, idempotencyKey: key, status } = row;
      rows.push({ clickId, userId, key, status, acceptedAt: Number(row.acceptedAt) });
    }
  }
  return rows;
}

async function readDeadLetters({ deadLetters }: LedgerCollections, clickIds: string[], session: ClientSession) {
  const letters = deadLetters.find({ _id: { $in: clickIds } }, { session, projection: { _id: 1 } });
  return new Set(await letters.map((letter) => letter._id).toArray());
}

type Sums = { readonly _id: string; readonly units: number; readonly credits: number };

/** Adds up the credited rows of each user in MongoDB, and compares here: an account may be missing on either side. */
async function readDifferences({ clicks, accounts }: LedgerCollections, session: ClientSession) {
  const rest = new Map<string, Sums>();
  const credited = [
    { $match: { status: 'credited' } },
    { $group: { _id: '$userId', units: { $sum: '$amount' }, credits: { $sum: 1 } } },
  ];
  for await (const sums of clicks.aggregate<Sums>(credited, { session, allowDiskUse: true })) rest.set(sums._id, sums);

  const differences: AccountDifference[] = [];
  const projection = { balance: 1, credited: 1 };
  for await (const account of accounts.find({}, { session, projection, batchSize: 5000 })) {
    const rows = rest.get(account._id) ?? { units: 0, credits: 0 };
    rest.delete(account._id);
    const units = (account.balance ?? 0) - rows.units;
    const credits = (account.credited ?? 0) - rows.credits;
    if (units !== 0 || credits !== 0) differences.push({ userId: account._id, units, credits });
  }
  for (const { _id: userId, units, credits } of rest.values()) {
    differences.push({ userId, units: -units, credits: -credits });
  }
  return differences;
}
