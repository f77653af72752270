import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../error-handler.js';

type KnownRoute = { readonly path: RegExp; readonly methods: Set<string> };

/**
 * Tells an unknown address (404) from a known one that lacks the method (405 with `Allow`) and from one that cannot be
 * decoded (400), for routes added later. Before a body is read: what is wrong with that does not matter here.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes = new Map<string, KnownRoute>();
  app.addHook('onRoute', ({ url, method }) => {
    // The route that lets preflights in is for every address, and makes none known.
    if (url === '*') return;
    const route = routes.get(url) ?? { path: pathPattern(url), methods: new Set() };
    routes.set(url, route);
    for (const each of [method].flat()) route.methods.add(each);
  });
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (request.originalUrl !== request.url) return sendProblem(reply, 'invalid-request', { detail: 'the address is malformed' });
    const path = pathOf(request.url);
    const known = [...routes.values()].find((route) => route.path.test(path));
    if (!known) return sendProblem(reply, 'route-not-found');
    return sendProblem(reply.header('allow', [...known.methods].join(', ')), 'method-not-allowed');
  };
  app.addHook('onRequest', (request, reply, next) => (request.is404 ? answer(request, reply) : next()));
  // A preflight of a page that is not let in comes here from its route.
  app.setNotFoundHandler(answer);
}

/** An address that no route may take. */
const NOWHERE = '/malformed-address';

/**
 * What a request's address counts as: itself, if its path can be decoded. Fastify would answer one that cannot outside of
 * all hooks, so that no problem, no log line and no metric came of it.
 */
export function toRoutableUrl(url: string): string {
  const path = pathOf(url);
  if (!path.includes('%')) return url;
  try {
    decodeURI(path);
    return url;
  } catch {
    return NOWHERE;
  }
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function pathPattern(url: string): RegExp {
  return new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`);
}
