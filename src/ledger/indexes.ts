import { MongoServerError, type Db, type IndexDescriptionInfo } from 'mongodb';
import { openCollections } from './documents.js';
import { toLedgerError } from './mongo-faults.js';

/** By which the rows of a minute are counted. */
export const BY_ACCEPTANCE = { acceptedAt: 1 } as const;

/** What the ledger's questions need besides `_id`. */
const INDEXES = [
  { collection: 'clicks', key: { userId: 1, acceptedAt: -1 } },
  { collection: 'clicks', key: BY_ACCEPTANCE },
  { collection: 'clicks_archive', key: { userId: 1, acceptedAt: -1 } },
  { collection: 'clicks_archive', key: BY_ACCEPTANCE },
  { collection: 'dead_letters', key: { replayedAt: 1, at: 1, _id: 1 } },
  { collection: 'dead_letters', key: { replayedAt: 1, code: 1, at: 1, _id: 1 } },
  { collection: 'dead_letters', key: { 'payload.userId': 1, at: 1, _id: 1 } },
  { collection: 'dead_letters', key: { at: 1, _id: 1 } },
  { collection: 'audit_trail', key: { at: 1, _id: 1 } },
] as const;

/**
 * Creates what the ledger's questions need. Safe to call at any time, by any number of processes. It takes as long as MongoDB
 * needs to read what is there.
 *
 * @throws PipelineError with the code of the driver's fault, which is its cause.
 */
export async function ensureIndexes(db: Db): Promise<void> {
  try {
    for (const { collection, key } of INDEXES) await db.collection(collection).createIndex(key);
    await createMissingCollection(db, 'accounts');
  } catch (error) {
    throw toLedgerError(error);
  }
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

export type IndexDescription = Pick<IndexDescriptionInfo, 'name' | 'key'> & Readonly<Record<string, unknown>>;

/** The indexes of each of the ledger's collections that exists. */
export type FoundIndexes = ReadonlyMap<string, readonly IndexDescription[]>;

/** What is wrong with an index: it is not there, it leaves rows or questions out, or it lets MongoDB remove rows. */
export type IndexFault = { readonly kind: 'missing' | 'limited' | 'expiring'; readonly collection: string; readonly index: string };

export async function readIndexes(db: Db, options: { readonly maxTimeMS: number }): Promise<FoundIndexes> {
  const found = new Map<string, readonly IndexDescription[]>();
  for (const collection of Object.values(openCollections(db))) {
    const indexes = await collection.indexes(options).catch((error: unknown) => {
      if (error instanceof MongoServerError && error.codeName === 'NamespaceNotFound') return undefined;
      throw error;
    });
    if (indexes) found.set(collection.collectionName, indexes as unknown as IndexDescription[]);
  }
  return found;
}

/** Compares what is there with what the ledger needs. Collections that do not exist are left to whoever creates them. */
export function findIndexFaults(found: FoundIndexes): IndexFault[] {
  const needed = INDEXES.flatMap(({ collection, key }): IndexFault[] => {
    const index = JSON.stringify(key);
    const existing = found.get(collection)?.find((each) => JSON.stringify(each.key) === index);
    if (existing && LIMITS.some((limit) => existing[limit] !== undefined)) return [{ kind: 'limited', collection, index: existing.name ?? index }];
    return existing || !found.has(collection) ? [] : [{ kind: 'missing', collection, index }];
  });
  const expiring = [...found].flatMap(([collection, indexes]) =>
    indexes.filter((each) => each['expireAfterSeconds'] !== undefined).map(({ name = '' }): IndexFault => ({ kind: 'expiring', collection, index: name })),
  );
  return [...needed, ...expiring];
}

/** Options that make an index of the right keys unfit. */
const LIMITS = ['unique', 'sparse', 'partialFilterExpression', 'hidden', 'collation'];
