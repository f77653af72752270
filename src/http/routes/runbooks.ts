import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems.js';

/** The text of each runbook by the name of its alert. */
export type Runbooks = ReadonlyMap<string, string>;

/** `/docs/runbooks/{name}`: where the links of the alerts lead; for everybody, since it names no click and no user. */
export function addRunbookRoute(app: FastifyInstance, runbooks: Runbooks): void {
  app.get<{ Params: { name: string } }>('/docs/runbooks/:name', { config: { scope: 'none' } }, (request, reply) => {
    const text = runbooks.get(request.params.name);
    if (text === undefined) throw new ProblemError('route-not-found', { detail: 'there is no runbook of this name' });
    return reply.type('text/plain; charset=utf-8').send(text);
  });
}
