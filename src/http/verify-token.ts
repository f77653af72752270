import { errors, jwtVerify } from 'jose';
import { USER_ID_PATTERN } from '../click/click.js';
import { hasRepeatedNames } from './repeated-names.js';

export type TokenSettings = { readonly secret: string; readonly issuer: string; readonly audience: string };

/** What a good token says. */
export type VerifiedToken = {
  readonly userId: string;
  readonly scopes: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

/** Gives what the token says, or undefined when it is not good; never says why. */
export type VerifyToken = (token: string) => Promise<VerifiedToken | undefined>;

const LEEWAY_SECONDS = 30;
const MOST_CACHED = 10_000;

/** Verifies HS256 tokens. A good one is remembered until it expires, so that its signature is computed once. */
export function createTokenVerifier(settings: TokenSettings): VerifyToken {
  const secret = new TextEncoder().encode(settings.secret);
  const { issuer, audience } = settings;
  const userIdPattern = new RegExp(USER_ID_PATTERN);
  const cache = new Map<string, VerifiedToken>();

  function remember(token: string, verified: VerifiedToken): void {
    const oldest = cache.size >= MOST_CACHED ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, verified);
  }

  async function verify(token: string): Promise<VerifiedToken | undefined> {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY_SECONDS,
      });
      if (hasRepeatedClaims(token)) return undefined;
      const { sub: userId = '', scope, exp = 0 } = payload;
      if (!userIdPattern.test(userId)) return undefined;
      const scopes = new Set(typeof scope === 'string' ? scope.split(' ') : []);
      return { userId, scopes, expiresAt: (exp + LEEWAY_SECONDS) * 1000 };
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  return async (token) => {
    const known = cache.get(token);
    if (known && known.expiresAt > Date.now()) return known;
    if (known) cache.delete(token);
    const verified = await verify(token);
    if (verified) remember(token, verified);
    return verified;
  };
}

/** Header and payload are JSON here: the token was read already. */
function hasRepeatedClaims(token: string): boolean {
  const [header = '', payload = ''] = token.split('.');
  return [header, payload].some((part) => hasRepeatedNames(Buffer.from(part, 'base64url').toString()));
}
