import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { BSON, type Db, type Document } from 'mongodb';
import { StartFault } from '../../embedded/start-fault.js';
import { listCollections } from '../backup/copy-mongo.js';
import type { CollectionPart, MongoPart } from '../backup/manifest.js';

const DOCUMENTS_A_WRITE = 1000;
const WRITTEN = { ordered: false, writeConcern: { w: 'majority', journal: true } } as const;

/** @throws StartFault when there is a document in any collection: a restored ledger is nothing but what was backed up. */
export async function requireEmptyDatabase(db: Db): Promise<void> {
  for (const name of await listCollections(db)) {
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) {
      throw new StartFault(`The database ${db.databaseName} is not empty (${name}): name another (MINING_MONGODB_DATABASE), or remove it first.`);
    }
  }
}

/** Writes every document and every index; the result is the number of documents. */
export async function restoreMongo(db: Db, folder: string, { collections }: MongoPart): Promise<number> {
  let documents = 0;
  for (const part of collections) documents += await restoreCollection(db, folder, part);
  return documents;
}

async function restoreCollection(db: Db, folder: string, { name, file, documents, indexes }: CollectionPart): Promise<number> {
  const collection = db.collection(name);
  let written = 0;
  let waiting: Document[] = [];
  const write = async (): Promise<void> => {
    if (waiting.length > 0) await collection.insertMany(waiting, WRITTEN);
    written += waiting.length;
    waiting = [];
  };
  const input = createReadStream(join(folder, file)).pipe(createGunzip());
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    waiting.push(BSON.EJSON.parse(line, { relaxed: false }) as Document);
    if (waiting.length === DOCUMENTS_A_WRITE) await write();
  }
  await write();
  if (written !== documents) throw new StartFault(`${file} holds ${written} documents, and the backup says ${documents}: remove the database ${db.databaseName}.`);
  for (const { key, ...options } of indexes) await collection.createIndex(key, options);
  return written;
}
