import { SignJWT } from 'jose';

export type TokenSettings = {
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  readonly lifeSeconds: number;
  /** Scopes, separated by spaces. */
  readonly scope?: string;
};

/** Signs a token for each user, and returns what finds it. */
export async function signTokens(
  users: readonly string[],
  { secret, issuer, audience, lifeSeconds, scope = 'click' }: TokenSettings,
): Promise<(userId: string) => string> {
  const key = new TextEncoder().encode(secret);
  const expires = Math.floor(Date.now() / 1000) + lifeSeconds;
  const sign = (user: string): Promise<string> =>
    new SignJWT({ scope })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setSubject(user)
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(expires)
      .sign(key);
  const tokens = new Map(await Promise.all(users.map(async (user) => [user, await sign(user)] as const)));
  return (userId) => {
    const token = tokens.get(userId);
    if (token === undefined) throw new RangeError(`there is no token for user ${userId}`);
    return token;
  };
}
