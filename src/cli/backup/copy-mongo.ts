import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { BSON, MongoServerError, type ClientSession, type Collection, type Db, type MongoClient } from 'mongodb';
import { StartFault } from '../../embedded/start-fault.js';
import type { IndexDescription } from '../../ledger/indexes.js';
import type { CollectionPart, MongoPart } from './manifest.js';
import { writeBackupFile } from './write-file.js';

/** The server no longer has the instant that the copy began at. */
const SNAPSHOT_TOO_OLD = new Set([239, 246]);

/**
 * Copies every collection as it was at one instant: a line of JSON for each document (MongoDB's extended JSON, which keeps
 * its types), compressed.
 *
 * @throws StartFault when it takes longer than MongoDB keeps that instant (`minSnapshotHistoryWindowInSeconds`, five
 *   minutes unless set otherwise).
 */
export async function copyMongo(client: MongoClient, database: string, folder: string): Promise<MongoPart> {
  const db = client.db(database);
  const names = await listCollections(db);
  const at = new Date().toISOString();
  const session = client.startSession({ snapshot: true });
  try {
    const collections: CollectionPart[] = [];
    for (const name of names) collections.push(await copyCollection(db.collection(name), folder, session));
    return { at, database, collections };
  } catch (fault) {
    if (!(fault instanceof MongoServerError && SNAPSHOT_TOO_OLD.has(Number(fault.code)))) throw fault;
    const what = 'MongoDB does not keep one instant for as long as the copy takes';
    throw new StartFault(`${what}: set its minSnapshotHistoryWindowInSeconds higher and repeat (${fault.message}).`, { cause: fault });
  } finally {
    await session.endSession();
  }
}

/** All but those of MongoDB's own. */
export async function listCollections(db: Db): Promise<string[]> {
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
  return found.map(({ name }) => name).filter((name) => !name.startsWith('system.')).sort();
}

async function copyCollection(collection: Collection, folder: string, session: ClientSession): Promise<CollectionPart> {
  let documents = 0;
  async function* lines() {
    for await (const document of collection.find({}, { session, promoteValues: false, batchSize: 5000 })) {
      documents += 1;
      yield `${BSON.EJSON.stringify(document, { relaxed: false })}\n`;
    }
  }
  const name = collection.collectionName;
  const indexes = (await collection.indexes()) as unknown as IndexDescription[];
  const file = await writeBackupFile(folder, `${name}.ndjson.gz`, Readable.from(lines()), createGzip({ level: 1 }));
  return { name, documents, indexes: indexes.filter((index) => index.name !== '_id_'), ...file };
}
