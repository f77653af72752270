import { MongoServerError, type Db } from 'mongodb';
import { openCollections } from './documents.js';

/** By which the rows of a minute are counted. */
export const BY_ACCEPTANCE = { acceptedAt: 1 } as const;

/** Creates what the ledger's questions need. Safe to call at any time, by any number of processes. */
export async function ensureIndexes(db: Db): Promise<void> {
  const { clicks, deadLetters } = openCollections(db);
  await clicks.createIndex({ userId: 1, acceptedAt: -1 });
  await clicks.createIndex(BY_ACCEPTANCE);
  await deadLetters.createIndex({ code: 1, at: 1 });
  await createMissingCollection(db, 'accounts');
}

/** A collection that first appears inside a transaction would abort the others that run then. */
async function createMissingCollection(db: Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    const exists = error instanceof MongoServerError && error.codeName === 'NamespaceExists';
    if (!exists) throw error;
  }
}
