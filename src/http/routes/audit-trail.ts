import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../ledger/audit-trail.js';
import { STANDARD_PAGE, type AuditTrailQueryString } from './admin-schemas.js';

/** `GET /api/admin/audit-trail`: who did what to the ledger, the newest first. */
export function createGetAuditTrail(trail: AuditTrail) {
  return async ({ query }: FastifyRequest<{ Querystring: AuditTrailQueryString }>) => {
    const { entries, ...next } = await trail.list({ ...query, limit: Number(query.limit ?? STANDARD_PAGE) });
    const told = entries.map(({ at, endedAt, ...entry }) => ({ ...entry, at: at.toISOString(), ...(endedAt && { endedAt: endedAt.toISOString() }) }));
    return { entries: told, ...next };
  };
}
