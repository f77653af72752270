import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiParts } from '../app.js';
import { createTellLimits } from '../click-answer.js';
import { createTakeReads, limitReads } from '../read-limit.js';
import { createRefuseClick } from '../refusals.js';
import { createReplays } from '../replays.js';
import { createPostClick } from './post-click.js';
import { createPostClicks } from './post-clicks.js';
import { createGetAccount, createGetClick, createGetStatusByKey } from './read-clicks.js';
import * as schemas from './schemas.js';

/** A hundred clicks of the usual size, with what stands around them. */
const MANY_BODY_LIMIT_BYTES = 32 * 1024;

/** The routes below `/api/mining/`, all for tokens with the scope `click`. */
export function addMiningRoutes(app: FastifyInstance, parts: ApiParts): void {
  const { admission, findClickStatus, ledger, limits } = parts;
  const config = { scope: 'click' } as const;
  const takeReads = createTakeReads(parts.readLimiter);
  const reading = { config, preHandler: limitReads(takeReads) };
  const answersStatus = { response: { 200: schemas.clickStatusSchema } };
  const posting = {
    admission,
    refuseClick: createRefuseClick(limits),
    replays: createReplays(findClickStatus, takeReads),
    tellLimits: createTellLimits(limits),
  };

  app.post<{ Body: schemas.ClickRequestBody }>(
    '/api/mining/click',
    {
      config,
      preValidation: treatNoBodyAsEmpty,
      schema: { body: schemas.clickBodySchema, response: { 200: schemas.clickStatusSchema, 202: schemas.clickStatusSchema } },
    },
    createPostClick(posting),
  );
  app.post<{ Body: { clicks: readonly unknown[] } }>(
    '/api/mining/clicks',
    {
      config,
      bodyLimit: MANY_BODY_LIMIT_BYTES,
      attachValidation: true,
      schema: { body: schemas.clicksBodySchema, response: { 200: schemas.clicksAnswerSchema } },
    },
    createPostClicks(posting),
  );
  app.get<{ Querystring: { key: string } }>(
    '/api/mining/click/status',
    { ...reading, schema: { querystring: schemas.statusQuerySchema, ...answersStatus } },
    createGetStatusByKey(findClickStatus),
  );
  app.get<{ Params: { clickId: string } }>(
    '/api/mining/clicks/:clickId',
    { ...reading, schema: { params: schemas.clickParamsSchema, ...answersStatus } },
    createGetClick(findClickStatus),
  );
  app.get('/api/mining/account', { ...reading, schema: { response: { 200: schemas.accountSchema } } }, createGetAccount(ledger));
}

function treatNoBodyAsEmpty(request: FastifyRequest, _reply: FastifyReply, next: () => void): void {
  if (request.body === undefined) request.body = {};
  next();
}
