import type { FastifyRequest } from 'fastify';

/** What a request's log line says about the click, filled in as it becomes known. */
export type RequestLogContext = {
  traceId: string;
  /** The request's own span; only when its trace is sampled. */
  spanId?: string;
  idempotencyKey?: string;
  userId?: string;
  clickId?: string;
  /** Depth that the admission answered with. */
  queueDepth?: number;
};

declare module 'fastify' {
  interface FastifyRequest {
    clickLog: RequestLogContext;
  }
}

/** The signed-in user of a request that has passed `requireToken`. */
export function userOf(request: FastifyRequest): string {
  const { userId } = request.clickLog;
  if (userId === undefined) throw new Error(`${request.url} has no signed-in user: its route lacks requireToken`);
  return userId;
}
