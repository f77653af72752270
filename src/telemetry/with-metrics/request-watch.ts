import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemOfBrokenRequest } from '../../http/broken-request.js';
import { PROBLEMS, type ProblemName } from '../../http/problems.js';

export type RequestListeners = {
  /** A request got its answer. */
  readonly onAnswer: (request: FastifyRequest, status: number, durationMs: number) => void;
  /** Something arrived that never became a request, and was answered nevertheless. */
  readonly onBroken: (problem: ProblemName, firstBytes: string, clientIp: string | null) => void;
};

type Watched = { readonly request: FastifyRequest; readonly startedAt: number; broken?: ProblemName; isAnswered?: boolean };

const watched = Symbol('watched request');
type Carrier = { [watched]?: Watched | undefined };

/**
 * Tells of every answer once.
 *
 * It listens where the answer is handed over to be sent, not where it was sent: that never happens for a client that
 * has gone away, and yet its click was decided on. A request whose body breaks or never ends is answered on the bare
 * socket, past all hooks; its status is the one sent there. One that was answered before its body broke is not told of again.
 */
export function watchRequests(app: FastifyInstance, { onAnswer, onBroken }: RequestListeners): void {
  function finish(request: FastifyRequest, status: number): void {
    const carrier = request.raw as Carrier;
    const current = carrier[watched];
    if (!current) return;
    carrier[watched] = undefined;
    current.isAnswered = true;
    const socket = request.raw.socket as Carrier;
    if (socket[watched] === current && request.raw.complete) socket[watched] = undefined;
    if (current.broken) request.clickLog.problem = current.broken;
    onAnswer(request, current.broken ? PROBLEMS[current.broken].status : status, performance.now() - current.startedAt);
  }

  function breakOff(error: BrokenRequest, socket: Duplex & Carrier): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const problem = problemOfBrokenRequest(error);
    const latest = socket[watched];
    if (latest?.isAnswered && !latest.request.raw.complete) return;
    const current = latest?.isAnswered ? undefined : latest;
    if (!current) return onBroken(problem, error.rawPacket?.toString('latin1', 0, 64) ?? '', (socket as Partial<Socket>).remoteAddress ?? null);
    current.broken = problem;
    socket.once('close', () => finish(current.request, PROBLEMS[problem].status));
  }

  app.addHook('onRequest', (request, _reply, next) => {
    const current = { request, startedAt: performance.now() };
    (request.raw as Carrier)[watched] = current;
    (request.raw.socket as Carrier)[watched] = current;
    next();
  });
  app.addHook('onSend', (request, reply, payload, next) => {
    finish(request, reply.statusCode);
    next(null, payload);
  });
  // Before the listener that answers: afterwards the socket is not writable any more.
  app.server.prependListener('clientError', breakOff);
}

type BrokenRequest = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
