import type { FastifyInstance } from 'fastify';

const answered = Symbol('requests on this connection');

/**
 * Closes a connection with the answer to its last request, so that clients spread over processes that were started later.
 * Node's own limit says so too, but then waits for the client, and answers further requests past all hooks.
 */
export function limitRequestsPerConnection(app: FastifyInstance, most: number): void {
  if (most === 0) return;
  app.addHook('onRequest', (request, reply, next) => {
    const socket = request.raw.socket as { [answered]?: number };
    socket[answered] = (socket[answered] ?? 0) + 1;
    if (socket[answered] >= most) reply.header('connection', 'close');
    next();
  });
}
