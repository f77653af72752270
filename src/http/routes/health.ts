import type { FastifyInstance } from 'fastify';
import type { RouteScope } from '../plugins/require-scopes.js';
import { aliveSchema, notReadySchema, readySchema } from './schemas.js';

/** `ready`: why the process should get no work now; undefined when it should. */
export type HealthChecks = { readonly whyNotReady: () => Promise<string | undefined> };

const EVERYBODY = { config: { scope: 'none' } } as const;

/** `/livez`: the event loop turns. `/readyz`: the process can do its work. */
export function addHealthRoutes(app: FastifyInstance, { whyNotReady }: HealthChecks): void {
  app.get('/livez', { ...EVERYBODY, schema: { response: { 200: aliveSchema } } }, () => ({ status: 'alive' }));
  app.get('/readyz', { ...EVERYBODY, schema: { response: { 200: readySchema, 503: notReadySchema } } }, async (_request, reply) => {
    const reason = await whyNotReady();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not-ready', reason });
  });
}

export type RenderMetrics = (accept?: string) => Promise<{ contentType: string; body: string }>;

/** The metrics, in the format that the scraper asks for. */
export function addMetricsRoute(app: FastifyInstance, render: RenderMetrics, access: 'open' | 'token', path = '/api/metrics'): void {
  const scope: RouteScope = access === 'token' ? 'metrics' : 'none';
  app.get(path, { config: { scope } }, async (request, reply) => {
    const { contentType, body } = await render(request.headers.accept);
    return reply.header('content-type', contentType).send(body);
  });
}
