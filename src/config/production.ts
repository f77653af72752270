import { isLoopbackHost } from './loopback.js';

/** Begins every secret that is made for development: `up` makes none without it. */
export const DEVELOPMENT_SECRET_MARK = 'development-';

/** Parts of secrets that were written for examples and tests, and are public therefore. */
const PUBLIC_PARTS = /secret for tests|secret that is long enough|change.?me|example|default|password|0123456789|abcdefgh/i;
const LEAST_CHARACTERS = 10;

/** Why a secret protects nothing; undefined when nothing speaks against it. */
export function whyWeakSecret(secret: string): string | undefined {
  if (secret.startsWith(DEVELOPMENT_SECRET_MARK)) return 'it was made for development';
  if (PUBLIC_PARTS.test(secret)) return 'it holds words of examples';
  if (new Set(secret).size < LEAST_CHARACTERS) return `it holds fewer than ${LEAST_CHARACTERS} different characters`;
  return undefined;
}

type Settings = {
  readonly MINING_TOKEN_SECRET?: string;
  readonly MINING_TOKEN_SECRET_PREVIOUS?: string;
  readonly MINING_TOKEN_JWKS_URL?: string;
};

const MAKE_ONE = 'make one with: openssl rand -base64 48';

/** Settings of tokens that must not be in production. */
export function findInsecureTokens(settings: Settings): string[] {
  const names = ['MINING_TOKEN_SECRET', 'MINING_TOKEN_SECRET_PREVIOUS'] as const;
  const weak = names.flatMap((name) => {
    const reason = settings[name] === undefined ? undefined : whyWeakSecret(settings[name]);
    return reason === undefined ? [] : [`${name} is not secret: ${reason}; ${MAKE_ONE}`];
  });
  const { MINING_TOKEN_JWKS_URL: jwks } = settings;
  const isPlain = jwks !== undefined && URL.canParse(jwks) && jwks.startsWith('http:') && !isLoopbackHost(new URL(jwks).hostname);
  return [...weak, ...(isPlain ? ['MINING_TOKEN_JWKS_URL has no TLS: whoever stands between could send keys of their own; use https'] : [])];
}

type Access = { readonly MINING_LISTEN_HOST: string; readonly MINING_METRICS_ACCESS: string; readonly MINING_OPERATIONS_PORT?: number };

/** The API's port is the one that everybody can reach; the listeners of worker, exporter and operations have nothing else to serve. */
export function findOpenMetrics({ MINING_LISTEN_HOST: host, MINING_METRICS_ACCESS: access, MINING_OPERATIONS_PORT: own }: Access): string[] {
  if (access !== 'open' || own !== undefined || isLoopbackHost(host)) return [];
  return ["MINING_METRICS_ACCESS is open: whoever can send clicks could read the metrics; set it to token, or give them MINING_OPERATIONS_PORT"];
}
