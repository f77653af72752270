import type { FastifyInstance } from 'fastify';

const NO_QUERY = { type: 'object', additionalProperties: false };

/** A route below `prefix` that declares no query takes none: what a client asks for is never silently left out. */
export function refuseUnknownQueries(app: FastifyInstance, prefix: string): void {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith(prefix)) route.schema = { querystring: NO_QUERY, ...route.schema };
  });
}
