import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiParts } from '../app.js';
import { requireToken } from '../plugins/require-token.js';
import { createRefuseClick } from '../refusals.js';
import { createPostClick } from './post-click.js';
import { createGetAccount, createGetClick, createGetStatusByKey } from './read-clicks.js';
import { accountSchema, clickBodySchema, clickParamsSchema, clickStatusSchema, statusQuerySchema, type ClickRequestBody } from './schemas.js';

/** The routes below `/api/mining/`, all for tokens with the scope `click`. */
export function addMiningRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { admission, findClickStatus, ledger, limits, verifyToken } = parts;
  const onRequest = requireToken(verifyToken, 'click');
  const refuseClick = createRefuseClick(limits, Math.random);
  const answersStatus = { response: { 200: clickStatusSchema } };

  app.post<{ Body: ClickRequestBody }>(
    '/api/mining/click',
    { onRequest, preValidation: treatNoBodyAsEmpty, schema: { body: clickBodySchema, response: { 200: clickStatusSchema, 202: clickStatusSchema } } },
    createPostClick({ admission, findClickStatus, refuseClick }),
  );
  app.get<{ Querystring: { key: string } }>(
    '/api/mining/click/status',
    { onRequest, schema: { querystring: statusQuerySchema, ...answersStatus } },
    createGetStatusByKey(findClickStatus),
  );
  app.get<{ Params: { clickId: string } }>(
    '/api/mining/clicks/:clickId',
    { onRequest, schema: { params: clickParamsSchema, ...answersStatus } },
    createGetClick(findClickStatus),
  );
  app.get('/api/mining/account', { onRequest, schema: { response: { 200: accountSchema } } }, createGetAccount(ledger));
}

function treatNoBodyAsEmpty(request: FastifyRequest, _reply: FastifyReply, next: () => void): void {
  if (request.body === undefined) request.body = {};
  next();
}
