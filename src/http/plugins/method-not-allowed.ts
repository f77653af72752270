import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../error-handler.js';

type KnownRoute = { readonly path: RegExp; readonly methods: Set<string> };

/** Tells an unknown address (404) from a known one that lacks the method (405 with `Allow`), for routes added later. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes = new Map<string, KnownRoute>();
  app.addHook('onRoute', ({ url, method }) => {
    // The route that lets preflights in is for every address, and makes none known.
    if (url === '*') return;
    const route = routes.get(url) ?? { path: pathPattern(url), methods: new Set() };
    routes.set(url, route);
    for (const each of [method].flat()) route.methods.add(each);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const known = [...routes.values()].find((route) => route.path.test(path));
    if (!known) return sendProblem(reply, 'route-not-found');
    return sendProblem(reply.header('allow', [...known.methods].join(', ')), 'method-not-allowed');
  });
}

function pathPattern(url: string): RegExp {
  return new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`);
}
