import { MongoClient } from 'mongodb';
import { withDeadline } from '../redis/deadline.js';

const CLOSE_MS = 1000;

/** A client that connects when it is first used: what does not need MongoDB must not wait for it. */
export function openMongo(url: string): MongoClient {
  return new MongoClient(url, {
    serverSelectionTimeoutMS: 3000,
    connectTimeoutMS: 3000,
    socketTimeoutMS: 20_000,
    waitQueueTimeoutMS: 2000,
    maxPoolSize: 50,
    retryWrites: true,
  });
}

/** Closes a client, and leaves it when that takes longer than a second: a MongoDB that is frozen must not hold up the end. */
export async function closeMongo(mongo: MongoClient): Promise<void> {
  await withDeadline(mongo.close(), CLOSE_MS).catch(() => undefined);
}
