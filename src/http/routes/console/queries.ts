import type { FastifyRequest } from 'fastify';
import type { MarkQuery, Measured, PanelQuery } from '../../../console/measured.js';
import { ProblemError } from '../../problems.js';
import { answerOf } from './answer-of.js';
import type { OverviewQuery, QueryBody } from './measured-schemas.js';

const OVERVIEW_MS = 30 * 60_000;

/** `POST /api/admin/query`: what a panel or an annotation of a dashboard asks. */
export function createPostQuery({ ask }: Pick<Measured, 'ask'>) {
  return async ({ body }: FastifyRequest<{ Body: QueryBody }>) => answerOf(await ask(toQuery(body)));
}

function toQuery({ panel, target, annotation, ...scope }: QueryBody): PanelQuery | MarkQuery {
  if (annotation !== undefined && panel === undefined && target === undefined) return { ...scope, annotation };
  if (annotation === undefined && panel !== undefined && target !== undefined) return { ...scope, panel, target };
  throw new ProblemError('invalid-request', { detail: 'body must have either panel and target, or annotation' });
}

/** `GET /api/admin/overview`: whether all is well. */
export function createGetOverview({ overview }: Pick<Measured, 'overview'>) {
  return async ({ query: { start, end } }: FastifyRequest<{ Querystring: OverviewQuery }>) => {
    if (start !== undefined && end !== undefined) return overview({ start: Number(start), end: Number(end) });
    if (start !== undefined || end !== undefined) throw new ProblemError('invalid-request', { detail: 'querystring must have both start and end, or neither' });
    const now = Date.now();
    return overview({ start: now - OVERVIEW_MS, end: now });
  };
}
