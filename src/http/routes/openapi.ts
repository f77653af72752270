import type { FastifyInstance, RouteOptions } from 'fastify';
import { createOpenApiDocument, type DocumentedRoute } from '../openapi/document.js';
import type { RouteName } from '../openapi/operation.js';
import { OPERATIONS } from '../openapi/operations.js';

/** Methods that Fastify and plugins answer by themselves. */
const BY_THEMSELVES: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS']);

/**
 * `/docs/openapi.json`: the document of every route that is added later, for everybody.
 *
 * @throws Error at the start, when a route is not in `OPERATIONS`.
 */
export function addOpenApiRoute(app: FastifyInstance): void {
  const added = new Map<string, DocumentedRoute>();
  app.addHook('onRoute', (route) => {
    for (const name of namesOf(route)) added.set(name, toDocumented(name, route));
  });
  let text = '';
  app.register((routes, _options, done) => {
    routes.get('/docs/openapi.json', { config: { scope: 'none' } }, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
    done();
  });
  app.addHook('onReady', (done) => {
    const inOrder = Object.keys(OPERATIONS).flatMap((name) => added.get(name) ?? []);
    text = `${JSON.stringify(createOpenApiDocument(inOrder), undefined, 2)}\n`;
    done();
  });
}

function namesOf({ method, url, config }: RouteOptions): string[] {
  if (config?.isPage) return [];
  return [method].flat().filter((each) => !BY_THEMSELVES.has(each)).map((each) => `${each} ${url}`);
}

function toDocumented(name: string, { schema = {} }: RouteOptions): DocumentedRoute {
  const operation = OPERATIONS[name as RouteName];
  if (!operation) throw new Error(`${name} is not in src/http/openapi/operations.ts`);
  return { name: name as RouteName, operation, schema };
}
