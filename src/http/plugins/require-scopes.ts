import type { FastifyInstance, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify';
import { ProblemError } from '../problems.js';
import { retryAfter } from '../retry-after.js';
import type { TokenRejection } from '../token-rejections.js';
import type { TokenVerdict, VerifyToken } from '../verify-token.js';

/** What a token can allow. Who serves `none` answers everybody. */
export const SCOPES = ['click', 'metrics', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];
export type RouteScope = Scope | 'none';

export type TokenChecks = {
  readonly verifyToken: VerifyToken;
  /** Told of every request that is refused for its token. */
  readonly onRejected: (reason: TokenRejection) => void;
};

const CHALLENGE = { 'www-authenticate': 'Bearer' };

/**
 * Holds for every route added later: it declares its scope, or the process does not start; a request passes only with a
 * bearer token of that scope, whose user it notes.
 */
export function requireScopes(app: FastifyInstance, checks: TokenChecks | undefined): void {
  app.addHook('onRoute', (route) => {
    const scope = scopeOf(route);
    if (scope === 'none') return;
    if (!checks) throw new Error(`${String(route.method)} ${route.url} needs tokens, and nothing checks them here`);
    route.onRequest = [requireToken(scope, checks), ...[route.onRequest ?? []].flat()];
  });
}

function scopeOf({ method, url, config }: RouteOptions): RouteScope {
  // Browsers ask without a token whether they may send one.
  if (method === 'OPTIONS' && url === '*') return 'none';
  if (config?.scope === undefined) throw new Error(`${String(method)} ${url} declares no scope`);
  return config.scope;
}

/** Callbacks and not promises: a token that is known costs a look into a map. */
function requireToken(scope: Scope, { verifyToken, onRejected }: TokenChecks): onRequestHookHandler {
  return (request, _reply, next) => {
    const decide = (verdict: TokenVerdict): void => {
      const reason = judge(request, verdict, scope);
      if (reason === undefined) return next();
      onRejected(reason);
      next(refusalOf(reason, scope));
    };
    const token = bearerOf(request.headers.authorization);
    const verdict = token === undefined ? MISSING : verifyToken(token);
    if (verdict instanceof Promise) verdict.then(decide).catch(next);
    else decide(verdict);
  };
}

const MISSING: TokenVerdict = { kind: 'rejected', reason: 'missing' };

function judge(request: FastifyRequest, verdict: TokenVerdict, scope: Scope): TokenRejection | undefined {
  if (verdict.kind === 'rejected') return verdict.reason;
  request.clickLog.userId = verdict.userId;
  return verdict.scopes.has(scope) ? undefined : 'scope';
}

/** Why a token is not good is not said: it would help whoever makes them up. */
function refusalOf(reason: TokenRejection, scope: Scope): ProblemError {
  switch (reason) {
    case 'missing':
      return new ProblemError('missing-token', { detail: 'send Authorization: Bearer <token>' }, CHALLENGE);
    case 'scope':
      return new ProblemError('wrong-scope', { detail: `the scope ${scope} is needed` });
    case 'keys-unavailable':
      return new ProblemError('token-keys-unavailable', { detail: 'repeat in a moment', outcome: 'not-accepted' }, { 'retry-after': retryAfter() });
    default:
      return new ProblemError('invalid-token', {}, CHALLENGE);
  }
}

function bearerOf(header: string | undefined): string | undefined {
  const match = /^bearer +(\S+) *$/i.exec(header ?? '');
  return match?.[1];
}
