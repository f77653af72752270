import type { FastifyInstance } from 'fastify';
import type { RouteScope } from '../plugins/require-scopes.js';
import { aliveSchema, notAliveSchema, notReadySchema, readySchema } from './schemas.js';

export type HealthChecks = {
  /** Why the process should get no work now; undefined when it should. */
  readonly whyNotReady: () => Promise<string | undefined>;
  /** Why the process should be started again; without it, a process that answers is alive. */
  readonly whyNotAlive?: () => string | undefined;
};

const EVERYBODY = { config: { scope: 'none' } } as const;

/** `/livez`: the event loop turns, and whatever else only a new start could mend. `/readyz`: the process can do its work. */
export function addHealthRoutes(app: FastifyInstance, { whyNotReady, whyNotAlive }: HealthChecks): void {
  const answers = { 200: aliveSchema, ...(whyNotAlive && { 503: notAliveSchema }) };
  app.get('/livez', { ...EVERYBODY, schema: { response: answers } }, async (_request, reply) => {
    const reason = whyNotAlive?.();
    return reason === undefined ? { status: 'alive' } : reply.code(503).send({ status: 'not-alive', reason });
  });
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
