import { createSecretKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { ContenderSettings } from './settings.js';

/** Tells the user of an `Authorization` header; undefined when it holds no valid token. */
export type TokenCheck = (authorization: string | undefined) => Promise<string | undefined>;

const MOST_REMEMBERED = 10_000;

/** Checks tokens with jose and remembers those that passed until they expire. */
export function createTokenCheck(settings: ContenderSettings): TokenCheck {
  const key = createSecretKey(settings.tokenSecret, 'utf8');
  const expected = { issuer: settings.tokenIssuer, audience: settings.tokenAudience, algorithms: ['HS256'] };
  const passed = new Map<string, { readonly userId: string; readonly expiresAt: number }>();

  return async (authorization) => {
    if (!authorization?.startsWith('Bearer ')) return undefined;
    const token = authorization.slice('Bearer '.length);
    const known = passed.get(token);
    if (known && known.expiresAt > Date.now()) return known.userId;
    try {
      const { payload } = await jwtVerify(token, key, expected);
      const { sub: userId, exp = 0, scope } = payload;
      if (userId === undefined || scope !== 'click') return undefined;
      if (passed.size >= MOST_REMEMBERED) passed.clear();
      passed.set(token, { userId, expiresAt: exp * 1000 });
      return userId;
    } catch {
      return undefined;
    }
  };
}
