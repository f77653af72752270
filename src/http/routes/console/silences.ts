import type { FastifyRequest } from 'fastify';
import type { Measured } from '../../../console/measured.js';
import { runAudited, type AuditTrail } from '../../../ledger/audit-trail.js';
import { userOf } from '../../request-context.js';
import { answerOf } from './answer-of.js';
import type { SilenceBody } from './measured-schemas.js';

/** `POST /api/admin/silences`: nobody is told of an alert for a time. */
export function createPostSilence({ silence }: Pick<Measured, 'silence'>, trail: AuditTrail) {
  return async (request: FastifyRequest<{ Body: SilenceBody }>) => {
    const by = userOf(request);
    let id = '';
    await runAudited(trail, { by, via: 'http', act: 'silence-alert', filter: { ...request.body } }, async (count) => {
      ({ id } = answerOf(await silence({ ...request.body, by })));
      count('silenced');
      return 'done';
    });
    return { id };
  };
}

/** `POST /api/admin/silences/{id}/end`: its alert is told of again. */
export function createEndSilence({ endSilence }: Pick<Measured, 'endSilence'>, trail: AuditTrail) {
  return async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const { id } = request.params;
    await runAudited(trail, { by: userOf(request), via: 'http', act: 'end-silence', filter: { id } }, async (count) => {
      answerOf(await endSilence(id));
      count('ended');
      return 'done';
    });
    return { id };
  };
}
