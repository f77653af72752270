import type { Db, MongoClient } from 'mongodb';
import { PipelineError } from '../click/codes.js';
import { StartFault } from '../embedded/start-fault.js';
import type { AuditTrail } from '../ledger/audit-trail.js';
import { createMongoAuditTrail } from '../ledger/mongo-audit-trail.js';
import type { Stores } from './find-stores.js';
import { openMongo } from './open-mongo.js';

/** Milliseconds that one command to MongoDB may take, where a person waits and no client does. */
export const LEDGER_COMMAND_MS = 10_000;

export type OpenedLedger = { readonly client: MongoClient; readonly db: Db; readonly trail: AuditTrail };

/**
 * Opens the ledger for a command, and closes it afterwards.
 *
 * @throws StartFault where MongoDB has something against what is done: one sentence for the person at the terminal.
 */
export async function withLedger<T>({ mongodbUrl, mongodbDatabase }: Stores, work: (ledger: OpenedLedger) => Promise<T>): Promise<T> {
  const client = openMongo(mongodbUrl);
  const db = client.db(mongodbDatabase);
  try {
    return await work({ client, db, trail: createMongoAuditTrail(db, { commandMs: LEDGER_COMMAND_MS }) });
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault;
    throw new StartFault(sentence(fault), { cause: fault });
  } finally {
    await client.close();
  }
}

function sentence({ code, message }: PipelineError): string {
  if (code !== 'LEDGER_UNAVAILABLE') return `MongoDB refused it (${message}).`;
  return `MongoDB did not answer (${message}): check that it runs, and MONGODB_URL; then repeat the command.`;
}
