import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { USER_ID_PATTERN } from '../click/click.js';
import { KeysUnavailable, type RemoteKeys } from './remote-keys.js';
import { hasRepeatedNames } from './repeated-names.js';
import type { TokenRejection } from './token-rejections.js';

/** How tokens are signed: by a secret that we know too (two while one replaces the other), or by the issuer's own keys. */
export type TokenKeys =
  | { readonly secret: string; readonly previousSecret?: string | undefined }
  | { readonly remoteKeys: RemoteKeys; readonly algorithms: readonly string[] };

export type TokenSettings = TokenKeys & {
  readonly issuer: string;
  readonly audience: string;
  /** Most seconds from issue to expiry; then a token must tell its issue. */
  readonly maxLifetimeSeconds?: number | undefined;
};

/** What a good token says. */
export type VerifiedToken = {
  readonly kind: 'good';
  readonly userId: string;
  readonly scopes: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};
export type TokenVerdict = VerifiedToken | { readonly kind: 'rejected'; readonly reason: TokenRejection };

/** Judges a token; at once when it was found good before. */
export type VerifyToken = (token: string) => TokenVerdict | Promise<TokenVerdict>;

const LEEWAY_SECONDS = 30;
const MOST_CACHED = 10_000;
const LONGEST_KEY_ID = 256;
const userIdPattern = new RegExp(USER_ID_PATTERN);

/** Verifies tokens. A good one is remembered until it expires, or keys change: its signature is computed once. */
export function createTokenVerifier(settings: TokenSettings): VerifyToken {
  const cache = new Map<string, VerifiedToken>();
  const judge = createJudge(settings);
  if ('remoteKeys' in settings) settings.remoteKeys.onChanged(() => cache.clear());

  function remember(token: string, verified: VerifiedToken): void {
    const oldest = cache.size >= MOST_CACHED ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, verified);
  }

  async function judgeAnew(token: string): Promise<TokenVerdict> {
    const verdict = await judge(token);
    if (verdict.kind === 'good') remember(token, verdict);
    return verdict;
  }

  return (token) => {
    const known = cache.get(token);
    if (known === undefined) return judgeAnew(token);
    if (known.expiresAt > Date.now()) return known;
    cache.delete(token);
    return { kind: 'rejected', reason: 'expired' };
  };
}

/** Everything that is asked of a token, but whether it was seen before. */
function createJudge({ issuer, audience, maxLifetimeSeconds, ...keys }: TokenSettings): (token: string) => Promise<TokenVerdict> {
  const algorithms = 'remoteKeys' in keys ? [...keys.algorithms] : ['HS256'];
  const options = { algorithms, issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: LEEWAY_SECONDS };
  const finders = findersOf(keys);
  return async (token) => {
    try {
      const claims = await verifyWith(finders, token, options);
      return hasRepeatedClaims(token) ? { kind: 'rejected', reason: 'malformed' } : readClaims(claims, maxLifetimeSeconds);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      return { kind: 'rejected', reason };
    }
  };
}

/** By each key in turn, as long as it is the signature that does not fit. */
async function verifyWith([first, ...others]: readonly JWTVerifyGetKey[], token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
  if (!first) throw new TypeError('there is no key');
  try {
    return (await jwtVerify(token, first, options)).payload;
  } catch (error) {
    if (others.length === 0 || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    return verifyWith(others, token, options);
  }
}

function findersOf(keys: TokenKeys): readonly JWTVerifyGetKey[] {
  if ('remoteKeys' in keys) return [withCheckedHeader(keys.remoteKeys.findKey)];
  const secrets = [keys.secret, keys.previousSecret].filter((secret) => secret !== undefined);
  return secrets.map((secret) => {
    const key = createSecretKey(secret, 'utf8');
    return withCheckedHeader(() => key);
  });
}

/** Of a header, `alg` and `kid` count and nothing else: `jku`, `x5u` and `jwk` are not looked at, `crit` is refused. */
function withCheckedHeader(findKey: JWTVerifyGetKey): JWTVerifyGetKey {
  return (header, token) => {
    const { kid = '', crit } = header as { kid?: unknown; crit?: unknown };
    if (crit !== undefined) throw new errors.JWSInvalid('crit');
    if (typeof kid !== 'string' || kid.length > LONGEST_KEY_ID) throw new errors.JWSInvalid('kid');
    return findKey(header, token);
  };
}

function readClaims({ sub: userId = '', scope, exp = 0, iat }: JWTPayload, maxLifetimeSeconds: number | undefined): TokenVerdict {
  const isShort = !maxLifetimeSeconds || (iat !== undefined && exp - iat <= maxLifetimeSeconds);
  if (!isShort || !userIdPattern.test(userId)) return { kind: 'rejected', reason: 'claims' };
  const scopes = new Set(typeof scope === 'string' ? scope.split(' ') : []);
  return { kind: 'good', userId, scopes, expiresAt: (exp + LEEWAY_SECONDS) * 1000 };
}

/** The reasons behind the errors of jose; undefined for one that is not the token's fault. */
function reasonOf(error: unknown): TokenRejection | undefined {
  if (error instanceof KeysUnavailable) return 'keys-unavailable';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown-key';
  // A TypeError is a key that does not fit the algorithm, or is too weak for it.
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof TypeError) return 'signature';
  return error instanceof errors.JOSEError ? 'malformed' : undefined;
}

function reasonOfClaim({ claim, reason }: errors.JWTClaimValidationFailed): TokenRejection {
  if (claim === 'iss') return 'issuer';
  if (claim === 'aud') return 'audience';
  return claim === 'nbf' && reason === 'check_failed' ? 'not-yet-valid' : 'claims';
}

/** Header and payload are JSON here: the token was read already. */
function hasRepeatedClaims(token: string): boolean {
  const [header = '', payload = ''] = token.split('.');
  return [header, payload].some((part) => hasRepeatedNames(Buffer.from(part, 'base64url').toString()));
}
