import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { withDeadline } from '../redis/deadline.js';
import type { Lifecycle } from './lifecycle.js';

const CLOSE_MS = 1000;
const CONNECT_PAUSE_MS = 500;

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

/**
 * A client for a process that lives on, closed when it stops. The driver gives up for good when its first connection fails
 * ("Topology is closed"), also after MongoDB has come back: so it is told to connect until it has, and knows by itself from then on.
 */
export function openLastingMongo(url: string, { onStop, signal }: Pick<Lifecycle, 'onStop' | 'signal'>): MongoClient {
  const mongo = openMongo(url);
  onStop('MongoDB', () => closeMongo(mongo));
  void connectUntilDone(mongo, signal);
  return mongo;
}

/** What the first calls meet while this goes on is theirs to tell. */
async function connectUntilDone(mongo: MongoClient, signal: AbortSignal): Promise<void> {
  const isConnected = () => mongo.connect().then(() => true, () => false);
  while (!signal.aborted && !(await isConnected())) await setTimeoutPromise(CONNECT_PAUSE_MS, undefined, { ref: false });
}
