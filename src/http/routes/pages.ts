import type { FastifyInstance } from 'fastify';
import { PROBLEM_PAGES, ProblemError } from '../problems.js';

/** The text of each page by its name. */
export type Pages = ReadonlyMap<string, string>;

/** `/docs/runbooks/{alert}`: where the links of the alerts lead; for everybody, since it names no click and no user. */
export function addRunbookRoute(app: FastifyInstance, runbooks: Pages): void {
  addPages(app, '/docs/runbooks/', runbooks, 'there is no runbook of this name');
}

/** `/docs/problems/{name}`: where the `type` of a problem leads; for everybody. */
export function addProblemRoute(app: FastifyInstance, problems: Pages): void {
  addPages(app, PROBLEM_PAGES, problems, 'there is no problem of this name');
}

function addPages(app: FastifyInstance, prefix: string, pages: Pages, detail: string): void {
  app.get<{ Params: { name: string } }>(`${prefix}:name`, { config: { scope: 'none' } }, (request, reply) => {
    const text = pages.get(request.params.name);
    if (text === undefined) throw new ProblemError('route-not-found', { detail });
    return reply.type('text/plain; charset=utf-8').send(text);
  });
}
