import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AdmissionRequest, AdmissionResult } from '../../admission/admission.js';
import { IDEMPOTENCY_KEY_PATTERN } from '../../click/click.js';
import type { ClickStatus } from '../../click/outcome.js';
import { admissionOf, clickAnswer, noteDepth, QUEUED } from '../click-answer.js';
import { problemBody, PROBLEMS, type Problem } from '../problems.js';
import type { ReplayAnswer } from '../replays.js';
import { userOf } from '../request-context.js';
import type { PostClickParts } from './post-click.js';
import { clickEntrySchema, type ClickEntry, type ClicksAnswer } from './schemas.js';

type ManyRequest = FastifyRequest<{ Body: { readonly clicks: readonly unknown[] } }>;
type ClickResult = ClicksAnswer['results'][number];
type Decided = { readonly decisions: readonly AdmissionResult[]; readonly results: readonly ClickResult[] };

const KEY = new RegExp(IDEMPOTENCY_KEY_PATTERN);

/**
 * `POST /api/mining/clicks`: 200 with a result for each click, in their order: the status and the body that it would have
 * been answered with alone. Only what is wrong with the request as a whole is a problem.
 */
export function createPostClicks({ admission, refuseClick, replays, tellLimits }: PostClickParts) {
  /** Decides on the well-formed clicks, in one call. */
  async function decide(userId: string, asked: readonly AdmissionRequest[]): Promise<Decided> {
    const decisions = await admission.admitAll(asked);
    const replayed = asked.filter((_, index) => decisions[index]?.kind === 'replayed');
    const answers = (await replays.answerAll(userId, replayed.map(({ click }) => click.clickId))).values();
    const results = asked.map(({ click }, index) => {
      const decision = decisions[index] as AdmissionResult;
      if (decision.kind === 'accepted') return tellStatus(click, 202, QUEUED);
      if (decision.kind !== 'replayed') return tellProblem(click.idempotencyKey, refuseClick(decision));
      const answer = answers.next().value as ReplayAnswer;
      if (answer.kind === 'told') return tellStatus(click, 200, answer.status);
      return tellProblem(click.idempotencyKey, answer.problem);
    });
    return { decisions, results };
  }

  function tellState(request: FastifyRequest, reply: FastifyReply, decisions: readonly AdmissionResult[]): void {
    const known = decisions.findLast((decision) => decision.kind !== 'unavailable');
    if (known) noteDepth(request, reply, known.depth);
    const accepted = decisions.findLast((decision) => decision.kind === 'accepted');
    if (accepted) tellLimits(reply, accepted);
  }

  return async (request: ManyRequest, reply: FastifyReply) => {
    const userId = userOf(request);
    const faultOf = createEntryCheck(request);
    const faults = request.body.clicks.map(faultOf);
    const wellFormed = request.body.clicks.filter((_, index) => faults[index] === undefined) as ClickEntry[];
    const asked = wellFormed.map(({ idempotencyKey, ...body }) => admissionOf(request, userId, idempotencyKey, body));
    const { decisions, results } = await decide(userId, asked);
    const decided = results.values();
    const all = faults.map((fault) => fault ?? (decided.next().value as ClickResult));
    tellState(request, reply, decisions);
    request.clickLog.many = { statuses: countStatuses(all), clickIds: asked.map(({ click }) => click.clickId) };
    return reply.type('application/json; charset=utf-8').send(JSON.stringify({ results: all } satisfies ClicksAnswer));
  };
}

/**
 * Tells what is wrong with one click of a request that was checked as a whole: nothing, if that found nothing.
 *
 * @throws the fault of the request, if it is not one of a click.
 */
function createEntryCheck(request: ManyRequest): (entry: unknown) => ClickResult | undefined {
  const { validationError } = request;
  if (!validationError) return () => undefined;
  // The checks of the envelope come before those of what is in it, so a fault in there means that the envelope is good.
  const isOfOneClick = validationError.validation?.[0]?.instancePath.startsWith('/clicks/');
  if (!isOfOneClick) throw validationError;
  const check = request.compileValidationSchema(clickEntrySchema);
  return (entry) => {
    if (check(entry)) return undefined;
    const { instancePath = '', message = 'is not valid' } = check.errors?.[0] ?? {};
    return tellProblem(keyOf(entry), { name: 'invalid-request', members: { detail: `click${instancePath} ${message}` }, headers: {} });
  };
}

/** The key of a click that is malformed, where that is well-formed. */
function keyOf(entry: unknown): string | null {
  const { idempotencyKey } = (entry ?? {}) as { readonly idempotencyKey?: unknown };
  return typeof idempotencyKey === 'string' && KEY.test(idempotencyKey) ? idempotencyKey : null;
}

function tellStatus({ clickId, idempotencyKey }: AdmissionRequest['click'], status: 200 | 202, where: ClickStatus): ClickResult {
  return { idempotencyKey, status, body: clickAnswer(clickId, where) };
}

function tellProblem(idempotencyKey: string | null, { name, members, headers }: Problem): ClickResult {
  const result = { idempotencyKey, status: PROBLEMS[name].status, body: problemBody(name, members) };
  const retryAfter = headers['retry-after'];
  return retryAfter === undefined ? result : { ...result, retryAfter: Number(retryAfter) };
}

function countStatuses(results: readonly ClickResult[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
