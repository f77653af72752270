import type { FastifyRequest } from 'fastify';
import type { RouteScope } from './plugins/require-scopes.js';
import type { ProblemName } from './problems.js';

/** What became of the clicks of one request. */
export type ManyClicks = {
  /** How many got each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Those that had a well-formed key and body, in their order. */
  readonly clickIds: readonly string[];
};

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
  /** Of a request of many clicks, once each of them has a status of its own. */
  many?: ManyClicks;
  /** Why the request was refused. */
  problem?: ProblemName;
};

declare module 'fastify' {
  interface FastifyRequest {
    clickLog: RequestLogContext;
  }
  interface FastifyContextConfig {
    /** Who is answered; every route says so. */
    scope?: RouteScope;
    /** It is for browsers, not for programs: the OpenAPI document leaves it out. */
    isPage?: true;
  }
}

/** The user of a request whose token was found good: of every route with a scope. */
export function userOf(request: FastifyRequest): string {
  const { userId } = request.clickLog;
  if (userId === undefined) throw new Error(`${request.url} has no user: its route asks for no token`);
  return userId;
}
