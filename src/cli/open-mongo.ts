import { MongoClient } from 'mongodb';

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
