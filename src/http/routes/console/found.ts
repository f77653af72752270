import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ClickName, FindClicks, FoundParts, ListUserClicks, ReadLogs } from '../../../console/found.js';
import { ProblemError } from '../../problems.js';
import { userOf } from '../../request-context.js';
import { STANDARD_PAGE } from '../admin-schemas.js';
import * as schemas from './found-schemas.js';

/** What the console finds of single clicks, and how it acts on the queue. */
export function addFoundRoutes(app: FastifyInstance, { findClicks, listClicks, readLogs, queue }: FoundParts): void {
  const config = { scope: 'admin' } as const;
  app.get<{ Querystring: schemas.ClicksQuery }>(
    '/api/admin/clicks',
    { config, schema: { querystring: schemas.clicksQuerySchema, response: { 200: schemas.foundClicksSchema } } },
    createGetClicks(findClicks),
  );
  app.get<{ Params: { user: string }; Querystring: schemas.UserClicksQuery }>(
    '/api/admin/users/:user/clicks',
    { config, schema: { params: schemas.userParamsSchema, querystring: schemas.userClicksQuerySchema, response: { 200: schemas.userClicksSchema } } },
    createGetUserClicks(listClicks),
  );
  app.get<{ Querystring: schemas.LogsQuery }>(
    '/api/admin/logs',
    { config, schema: { querystring: schemas.logsQuerySchema, response: { 200: schemas.logLinesSchema } } },
    createGetLogs(readLogs),
  );
  const response = { 200: schemas.queueSchema };
  const acting = { config, schema: { body: schemas.queueActSchema, response } };
  app.get('/api/admin/queue', { config, schema: { response } }, () => queue.read());
  app.post<{ Body: schemas.QueueActBody }>('/api/admin/queue/pause', acting, (request) => queue.pause(userOf(request), request.body));
  app.post<{ Body: schemas.QueueActBody }>('/api/admin/queue/resume', acting, (request) => queue.resume(userOf(request), request.body));
}

/** `GET /api/admin/clicks`: one click by its id or by user and key, or those of a trace. */
function createGetClicks(findClicks: FindClicks) {
  return async ({ query }: FastifyRequest<{ Querystring: schemas.ClicksQuery }>) => {
    const found = await findClicks(toClickName(query));
    if (!found) throw new ProblemError('click-not-found', { detail: 'neither queue nor ledger nor log lines know it' });
    return found;
  };
}

function toClickName({ clickId, user, key, traceId }: schemas.ClicksQuery): ClickName {
  const names: ClickName[] = [
    ...(clickId === undefined ? [] : [{ clickId }]),
    ...(user === undefined || key === undefined ? [] : [{ userId: user, idempotencyKey: key }]),
    ...(traceId === undefined ? [] : [{ traceId }]),
  ];
  const [name] = names;
  const isPaired = (user === undefined) === (key === undefined);
  if (!name || names.length > 1 || !isPaired) throw new ProblemError('invalid-request', { detail: 'name the click by one of clickId, traceId, or user and key together' });
  return name;
}

/** `GET /api/admin/users/{user}/clicks`: a user's clicks by time. */
function createGetUserClicks(listClicks: ListUserClicks) {
  return ({ params: { user }, query: { limit, ...cursor } }: FastifyRequest<{ Params: { user: string }; Querystring: schemas.UserClicksQuery }>) =>
    listClicks(user, { ...cursor, limit: Number(limit ?? STANDARD_PAGE) });
}

/** `GET /api/admin/logs`: log lines about a click, a trace or a batch. */
function createGetLogs(readLogs: ReadLogs) {
  return ({ query: { limit, since, ...ids } }: FastifyRequest<{ Querystring: schemas.LogsQuery }>) => {
    if (Object.keys(ids).length === 0) throw new ProblemError('invalid-request', { detail: 'say whose log lines: clickId, traceId or batchId' });
    return readLogs({ ...ids, ...(since !== undefined && { since: Number(since) }), limit: Number(limit ?? schemas.STANDARD_LINES) });
  };
}
