import type { FastifyInstance } from 'fastify';
import type { AuditTrail } from '../../ledger/audit-trail.js';
import type { DeadLetterReader, DeadLetterReplayer } from '../../ledger/dead-letters.js';
import * as schemas from './admin-schemas.js';
import { createGetAuditTrail } from './audit-trail.js';
import { createGetLetter, createGetLetters, createPostReplay } from './dead-letters.js';

/** What persons with the scope `admin` look at and act on. */
export type AdminParts = { readonly letters: DeadLetterReader; readonly replayer: DeadLetterReplayer; readonly trail: AuditTrail };

/** The routes below `/api/admin/`. They answer also while the process has too much to do with clicks. */
export function addAdminRoutes(app: FastifyInstance, { letters, replayer, trail }: AdminParts): void {
  const config = { scope: 'admin' } as const;
  app.get<{ Querystring: schemas.LettersQuery }>(
    '/api/admin/dead-letters',
    { config, schema: { querystring: schemas.lettersQuerySchema, response: { 200: schemas.lettersSchema } } },
    createGetLetters(letters),
  );
  app.get<{ Params: { id: string } }>(
    '/api/admin/dead-letters/:id',
    { config, schema: { params: schemas.letterParamsSchema, response: { 200: schemas.letterSchema } } },
    createGetLetter(letters),
  );
  app.post<{ Body: schemas.ReplayBody }>(
    '/api/admin/dead-letters/replay',
    { config, schema: { body: schemas.replayBodySchema, response: { 200: schemas.replayAnswerSchema } } },
    createPostReplay({ letters, replayer, trail }),
  );
  app.get<{ Querystring: schemas.AuditTrailQueryString }>(
    '/api/admin/audit-trail',
    { config, schema: { querystring: schemas.auditTrailQuerySchema, response: { 200: schemas.auditTrailSchema } } },
    createGetAuditTrail(trail),
  );
}
