import type { TokenSettings } from '../config/config.js';
import { listOf } from '../config/setting.js';
import { createRemoteKeys, type RemoteKeys } from '../http/remote-keys.js';
import type { AppParts } from '../http/app.js';
import { createTokenVerifier, type VerifyToken } from '../http/verify-token.js';
import { fetchTokenKeys } from './fetch-token-keys.js';
import type { StoppableProcess } from './run-until-stopped.js';

export type OpenTokenVerifier = {
  readonly verifyToken: VerifyToken;
  /** Why no token can be checked now; undefined when it can. */
  readonly whyNotReady: () => string | undefined;
};

/** Verifies tokens as the settings say: by secrets, or by keys that are fetched from now on until the process stops. */
export function openTokenVerifier(settings: TokenSettings, running: Pick<StoppableProcess, 'lifecycle' | 'logger'>): OpenTokenVerifier {
  const claims = {
    issuer: settings.MINING_TOKEN_ISSUER,
    audience: settings.MINING_TOKEN_AUDIENCE,
    maxLifetimeSeconds: settings.MINING_TOKEN_MAX_LIFETIME_SECONDS,
  };
  const { MINING_TOKEN_SECRET: secret = '', MINING_TOKEN_SECRET_PREVIOUS: previousSecret, MINING_TOKEN_JWKS_URL: url } = settings;
  if (url === undefined) {
    return { verifyToken: createTokenVerifier({ ...claims, secret, previousSecret }), whyNotReady: () => undefined };
  }
  const remoteKeys = openRemoteKeys(url, running);
  const algorithms = listOf(settings.MINING_TOKEN_ALGORITHMS);
  return { verifyToken: createTokenVerifier({ ...claims, remoteKeys, algorithms }), whyNotReady: remoteKeys.whyUnavailable };
}

function openRemoteKeys(url: string, { lifecycle, logger }: Pick<StoppableProcess, 'lifecycle' | 'logger'>): RemoteKeys {
  const keys = createRemoteKeys({
    fetchKeys: () => fetchTokenKeys(url),
    now: () => performance.now(),
    onFault: (fault) => logger.reportFault('fetching the keys of tokens', fault),
  });
  lifecycle.onStop('keys of tokens', keys.start());
  return keys;
}

type AccessSettings = TokenSettings & { readonly MINING_METRICS_ACCESS: 'open' | 'token' };

/** Who may read the metrics of a process that needs tokens for nothing else. */
export function openMetricsAccess(
  settings: AccessSettings,
  running: Pick<StoppableProcess, 'lifecycle' | 'logger'>,
): Pick<AppParts, 'metricsAccess' | 'verifyToken'> & { readonly metricsAccess: 'open' | 'token' } {
  const { MINING_METRICS_ACCESS: metricsAccess } = settings;
  return { metricsAccess, ...(metricsAccess === 'token' && { verifyToken: openTokenVerifier(settings, running).verifyToken }) };
}
