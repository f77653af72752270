import type { Static, TObject } from 'typebox';
import { httpAddress, listOf, secret, text, whole } from '../setting.js';

/** Algorithms of signatures that a key set can be used with: none of them has a secret that both sides know. */
export const ASYMMETRIC_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const LEAST_SECRET = 32;

export const tokens = {
  MINING_TOKEN_SECRET: secret('signs tokens (HS256), at least 32 characters; must be set unless MINING_TOKEN_JWKS_URL is', LEAST_SECRET),
  MINING_TOKEN_SECRET_PREVIOUS: secret('another secret that is still good, while tokens signed with it run out', LEAST_SECRET),
  MINING_TOKEN_JWKS_URL: httpAddress("address of the issuer's key set (JWKS), instead of a secret"),
  MINING_TOKEN_ALGORITHMS: text(
    `what tokens may be signed with by that key set, separated by commas: any of ${ASYMMETRIC_ALGORITHMS.join(' ')}`,
    'RS256',
  ),
  MINING_TOKEN_ISSUER: text('issuer that tokens must name', 'mining-clicks'),
  MINING_TOKEN_AUDIENCE: text('audience that tokens must name', 'mining-clicks'),
  MINING_TOKEN_MAX_LIFETIME_SECONDS: whole('most seconds from the issue of a token (iat, which it needs then) to its end; 0: any', 0, 0),
};

export type TokenSettings = Readonly<Static<TObject<typeof tokens>>>;

/** Settings of tokens that do not go together. */
export function findTokenFaults(settings: TokenSettings): string[] {
  return [...findKeyFaults(settings), ...findAlgorithmFaults(settings)];
}

function findKeyFaults(settings: TokenSettings): string[] {
  const { MINING_TOKEN_SECRET: own, MINING_TOKEN_SECRET_PREVIOUS: previous, MINING_TOKEN_JWKS_URL: keySet } = settings;
  if (keySet) return [...(own || previous ? ['MINING_TOKEN_JWKS_URL is set beside a secret: use one of the two'] : []), ...findAddressFaults(keySet)];
  if (own) return [];
  if (previous) return ['MINING_TOKEN_SECRET is not set: MINING_TOKEN_SECRET_PREVIOUS is good only beside it'];
  return ['MINING_TOKEN_SECRET is not set: tokens must be signed with it, or by the keys at MINING_TOKEN_JWKS_URL'];
}

function findAddressFaults(keySet: string): string[] {
  if (!URL.canParse(keySet)) return ['MINING_TOKEN_JWKS_URL is not valid: it must be an address'];
  const { username, password } = new URL(keySet);
  return username || password ? ['MINING_TOKEN_JWKS_URL is not valid: a key set is public, write no user and no password'] : [];
}

function findAlgorithmFaults({ MINING_TOKEN_ALGORITHMS: text }: TokenSettings): string[] {
  const names = listOf(text);
  const others = names.filter((name) => !(ASYMMETRIC_ALGORITHMS as readonly string[]).includes(name));
  if (names.length > 0 && others.length === 0) return [];
  return [`MINING_TOKEN_ALGORITHMS is "${text}": name some of ${ASYMMETRIC_ALGORITHMS.join(' ')}, separated by commas`];
}

/** For those who sign tokens themselves. */
export function findSecretFaults({ MINING_TOKEN_SECRET: own }: Pick<TokenSettings, 'MINING_TOKEN_SECRET'>): string[] {
  return own ? [] : ['MINING_TOKEN_SECRET is not set: it signs the tokens'];
}
