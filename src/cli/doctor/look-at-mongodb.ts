import { MongoServerSelectionError, type MongoClient } from 'mongodb';
import { readMongoFacts, type MongoFacts } from '../../ledger/mongo-facts.js';
import { DeadlineError, withDeadline } from '../../redis/deadline.js';
import { openMongo } from '../open-mongo.js';
import { describeHosts } from './describe-mongodb-hosts.js';
import type { Look } from './check.js';

const CLOSE_MS = 1000;
const AUTHENTICATION_FAILED = 18;

/** Reads what MongoDB tells within `deadlineMs`, or says in one sentence why it cannot be asked. */
export async function lookAtMongodb(url: string, database: string, deadlineMs: number): Promise<Look<MongoFacts>> {
  let client: MongoClient | undefined;
  const look = async (): Promise<Look<MongoFacts>> => {
    client = openMongo(url);
    try {
      return { kind: 'reached', facts: await readMongoFacts(client, client.db(database)) };
    } catch (fault) {
      return { kind: 'unreachable', why: await whyUnreachable(url, fault) };
    }
  };
  try {
    return await withDeadline(look(), deadlineMs);
  } catch (fault) {
    return { kind: 'unreachable', why: await whyUnreachable(url, fault) };
  } finally {
    await withDeadline(client?.close() ?? Promise.resolve(), CLOSE_MS).catch(() => undefined);
  }
}

async function whyUnreachable(url: string, fault: unknown): Promise<string> {
  const { code, message = String(fault), name } = fault as { code?: number | string; message?: string; name?: string };
  if (name === 'MongoParseError' || name === 'MongoInvalidArgumentError') return `MONGODB_URL is no address of MongoDB: ${message}.`;
  if (code === AUTHENTICATION_FAILED) return 'It does not know this user or password: check MONGODB_URL.';
  const better = fault instanceof MongoServerSelectionError ? await describeHosts(url) : undefined;
  if (better !== undefined) return better;
  const why = fault instanceof DeadlineError ? 'no answer in time' : message;
  return `MongoDB does not answer (${why}): check MONGODB_URL, and that mongod runs.`;
}
