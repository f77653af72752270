import type { Db, MongoClient } from 'mongodb';
import type { AdminParts } from '../http/routes/admin.js';
import { createMongoAuditTrail } from '../ledger/mongo-audit-trail.js';
import { createMongoDeadLetters } from '../ledger/mongo-dead-letters.js';
import { createMongoReplayer, type ReplayerOptions } from '../ledger/mongo-replayer.js';

/** What a person may look at and act on in the ledger, by a request or a command. */
export function createAdminParts(client: MongoClient, db: Db, options: ReplayerOptions): AdminParts {
  return {
    letters: createMongoDeadLetters(db, options),
    replayer: createMongoReplayer(client, db, options),
    trail: createMongoAuditTrail(db, options),
  };
}
