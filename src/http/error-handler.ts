import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../click/codes.js';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemBody, ProblemError, type Problem, type ProblemName } from './problems.js';
import { retryAfter } from './retry-after.js';

/** Told of every fault that the client is not shown. */
export type ReportFault = (fault: unknown, request: FastifyRequest) => void;

/** Answers whatever was thrown with its problem. What is not the client's business is reported and stays here. */
export function createErrorHandler(reportFault: ReportFault) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof ProblemError) {
      return answerProblem(reply, { name: error.problem, members: error.members, headers: error.headers });
    }
    const unavailable = UNAVAILABLE.get(errorCodeOf(error));
    if (unavailable) return sendProblem(reply.header('retry-after', retryAfter()), unavailable.name, { detail: unavailable.detail });
    const problem = problemOf(error);
    if (problem === 'internal-error') {
      reportFault(error, request);
      return sendProblem(reply, problem);
    }
    return sendProblem(reply, problem, { detail: error.message });
  };
}

/** Answers with a problem, and has the request's log line say which. */
export function sendProblem(reply: FastifyReply, name: ProblemName, members = {}): FastifyReply {
  reply.request.clickLog.problem = name;
  return reply.code(PROBLEMS[name].status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problemBody(name, members)));
}

export function answerProblem(reply: FastifyReply, { name, members, headers }: Problem): FastifyReply {
  return sendProblem(reply.headers(headers), name, members);
}

/** Stores that did not answer, by the code of their fault. */
const UNAVAILABLE: ReadonlyMap<string, { readonly name: ProblemName; readonly detail: string }> = new Map([
  ['LEDGER_UNAVAILABLE', { name: 'ledger-unavailable', detail: 'the ledger did not answer in time; ask again' }],
  ['QUEUE_UNAVAILABLE', { name: 'queue-unavailable', detail: 'Redis did not answer in time; look at the queue again before you repeat an act' }],
]);

/** Fastify's own errors, by their status. */
const PROBLEM_OF_STATUS: Readonly<Record<number, ProblemName>> = {
  400: 'invalid-request',
  404: 'route-not-found',
  408: 'request-too-slow',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

function problemOf(error: FastifyError | Error): ProblemName {
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  return PROBLEM_OF_STATUS[status] ?? 'internal-error';
}
