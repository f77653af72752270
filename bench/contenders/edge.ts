import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type Logger, pino } from 'pino';
import { Counter, Histogram, Registry } from 'prom-client';
import type { ContenderSettings } from './settings.js';
import { createTokenCheck } from './token-check.js';

declare module 'fastify' {
  interface FastifyRequest {
    userId: string;
    queueDepth: number;
  }
}

export const CLICK_ROUTE = '/api/mining/click';

export const clickSchema = {
  headers: {
    type: 'object',
    required: ['idempotency-key'],
    properties: { 'idempotency-key': { type: 'string', minLength: 8, maxLength: 64 } },
  },
  body: {
    type: 'object',
    additionalProperties: false,
    properties: { clientTimestamp: { type: 'string' }, source: { type: 'string', maxLength: 64 } },
  },
  response: {
    '2xx': { type: 'object', properties: { clickId: { type: 'string' }, status: { type: 'string' } } },
  },
};

/** A Fastify that checks tokens, writes one log line for each request and counts it: what any such API has. */
export function createEdge(settings: ContenderSettings): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = createLogger(settings.logFile);
  const app = Fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) });
  const checkToken = createTokenCheck(settings);
  app.decorateRequest('userId', '');
  app.decorateRequest('queueDepth', 0);
  app.addHook('onRequest', async (request, reply) => {
    if (request.url !== CLICK_ROUTE) return;
    const userId = await checkToken(request.headers.authorization);
    if (userId === undefined) return reply.code(401).send({ error: 'no valid token' });
    request.userId = userId;
  });
  addLogAndMetrics(app);
  return app;
}

/** Log lines are written many at a time, by a stream that does not block. */
export function createLogger(file: string): Logger {
  return pino({}, pino.destination({ dest: file, sync: false, minLength: 4096 }));
}

function addLogAndMetrics(app: FastifyInstance): void {
  const registers = [new Registry()];
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const requests = new Counter({
    name: 'mining_click_requests_total',
    help: 'Click requests by status',
    labelNames: ['status'],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, userId, queueDepth, headers } = request;
    const route = request.routeOptions.url ?? 'unmatched';
    const status = String(reply.statusCode);
    durations.observe({ route, method, status }, reply.elapsedTime / 1000);
    if (route !== CLICK_ROUTE) return;
    requests.inc({ status });
    const idempotencyKey = headers['idempotency-key'];
    request.log.info({ idempotencyKey, userId, queueDepth, status, durationMs: reply.elapsedTime }, 'click');
  });
  app.get('/api/metrics', async (_, reply) => reply.type('text/plain').send(await registers[0]?.metrics()));
  app.get('/readyz', async () => ({ status: 'ready' }));
}
