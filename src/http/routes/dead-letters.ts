import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { AssumedAccounts, DeadLetter, DeadLetterReader, LetterFilter } from '../../ledger/dead-letters.js';
import { chooseLetters, describeChoice, previewLetters, replayLetters, type LetterChoice, type LetterResult } from '../../ledger/replay-letters.js';
import { ProblemError } from '../problems.js';
import { userOf } from '../request-context.js';
import type { AdminParts } from './admin.js';
import { MOST_REPLAYED, STANDARD_PAGE, type FilterFields, type LetterAnswer, type LettersAnswer, type LettersQuery, type ReplayBody } from './admin-schemas.js';

/** Letters a second; a request has a few, so that it is answered in seconds. */
const RATE = 10;
/** Milliseconds after which a request begins no further letter. */
const REPLAY_MS = 4000;

/** `GET /api/admin/dead-letters`: what failed, page by page. */
export function createGetLetters(letters: DeadLetterReader) {
  return async ({ query }: FastifyRequest<{ Querystring: LettersQuery }>) => {
    const { state = 'open', order = 'newest', user, limit = STANDARD_PAGE, cursor } = query;
    const filter = { ...toFilter(query), ...(user !== undefined && { userId: user }) };
    const page = await letters.list({ ...filter, state, order, limit: Number(limit), ...(cursor !== undefined && { cursor }) });
    return { ...page, letters: page.letters.map(toAnswer), open: await letters.countOpen(filter), byCode: await summarize(letters) };
  };
}

async function summarize(letters: DeadLetterReader): Promise<LettersAnswer['byCode']> {
  const open = await letters.summarizeOpen();
  return [...open].sort((one, other) => other.count - one.count).map(({ oldest, ...code }) => ({ ...code, oldest: oldest.toISOString() }));
}

/** `GET /api/admin/dead-letters/{id}`: all that is known of one. */
export function createGetLetter(letters: DeadLetterReader) {
  return async ({ params: { id } }: FastifyRequest<{ Params: { id: string } }>) => {
    const letter = await letters.find(id);
    if (!letter) throw new ProblemError('dead-letter-not-found', { detail: 'there is no dead letter with this id' });
    return toAnswer(letter);
  };
}

/** `POST /api/admin/dead-letters/replay`: another try for some of them; safe to repeat. */
export function createPostReplay({ letters, replayer, trail }: AdminParts) {
  return async (request: FastifyRequest<{ Body: ReplayBody }>) => {
    const { dryRun = false, assumed: given = [] } = request.body;
    if (given.length > 0 && !dryRun) throw new ProblemError('invalid-request', { detail: 'assumed goes with dryRun alone' });
    const assumed: AssumedAccounts = new Map(given.map(({ userId, ...account }) => [userId, account]));
    const choice = toChoice(request.body);
    const { ids, matching } = await chooseLetters(letters, choice);
    const results: LetterResult[] = [];
    const onResult = (result: LetterResult): void => void results.push(result);
    const actor = { by: userOf(request), via: 'http' } as const;
    const until = performance.now() + REPLAY_MS;
    const { result, counts } = dryRun
      ? await previewLetters(replayer, ids, { actor, onResult, assumed })
      : await replayLetters(replayer, trail, ids, {
          actor,
          asked: describeChoice(choice),
          rate: RATE,
          pause,
          isStopped: () => performance.now() > until,
          onResult,
        });
    return { dryRun, result, matching, counts, results, ...(dryRun && { assumed: toAssumed(assumed) }) };
  };
}

function toAssumed(accounts: AssumedAccounts) {
  return [...accounts].map(([userId, account]) => ({ userId, ...account }));
}

function toChoice({ ids, filter, limit }: ReplayBody): LetterChoice {
  if (ids && filter === undefined && limit === undefined) return { ids };
  if (ids || filter === undefined) throw new ProblemError('invalid-request', { detail: 'body must have either ids or filter; limit goes with filter' });
  return { filter: toFilter(filter), limit: limit ?? MOST_REPLAYED };
}

function toFilter({ code, since, before }: FilterFields): LetterFilter {
  return { ...(code !== undefined && { code }), ...(since !== undefined && { since: toDate(since) }), ...(before !== undefined && { before: toDate(before) }) };
}

/** A leap second is well-formed, and no time to JavaScript. */
function toDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(Number(date))) throw new ProblemError('invalid-request', { detail: `${text} is no time that is known here` });
  return date;
}

function toAnswer({ firstAt, lastAt, replays, payload, ...letter }: DeadLetter): LetterAnswer {
  return {
    ...letter,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    ...(payload && { payload: payload as LetterAnswer['payload'] & object, traceId: payload.traceId }),
    replays: replays.map(({ at, ...replay }) => ({ ...replay, at: at.toISOString() })),
  };
}
