import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Keys that an issuer publishes (JWKS), kept here so that no request waits for them. */
export type RemoteKeys = {
  /**
   * Finds the key of a token by its header. One that is not known is looked for at the issuer, if nobody has just done so.
   *
   * @throws KeysUnavailable while there are none; an error of jose when none fits.
   */
  readonly findKey: JWTVerifyGetKey;
  /** Why no token can be checked now; undefined when it can. */
  whyUnavailable(): string | undefined;
  /** Calls back when keys were added or withdrawn. */
  onChanged(listener: () => void): void;
  /** Fetches the keys now and goes on to keep them fresh. Returns what ends that. */
  start(): () => void;
};

export type RemoteKeysOptions = {
  /** Asks the issuer, within a time and a size of its own; rejects when there is no good answer. */
  readonly fetchKeys: () => Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly onFault: (fault: unknown) => void;
};

/** The keys were never fetched, or so long ago that withdrawn ones may be among them. */
export class KeysUnavailable extends Error {
  readonly code = 'TOKEN_KEYS_UNAVAILABLE';
}

const REFRESH_MS = 5 * 60_000;
/** Between two tries before the first answer. */
const FIRST_RETRY_MS = 1000;
/** Least milliseconds between two fetches for keys that nobody knows: anybody can make up the name of a key. */
const COOLDOWN_MS = 30_000;
const MOST_STALE_MS = 24 * 3_600_000;
const MOST_KEYS = 100;

/**
 * The keys of an issuer.
 *
 *            fetched              fetch fails              24 h later
 *   (none) ──────────▶ fresh ───────────────────▶ stale ──────────────▶ unavailable
 *                        ▲                          │ fetched               │ fetched
 *                        └──────────────────────────┴──────────────────────┘
 *
 * Stale keys are used as fresh ones. They are fetched every five minutes, and at most once in 30 s for a key that is not
 * known, whatever is asked for; requests for one that is being fetched wait for the same answer.
 */
export function createRemoteKeys({ fetchKeys, now, onFault }: RemoteKeysOptions): RemoteKeys {
  const listeners: (() => void)[] = [];
  let known: { readonly findKey: JWTVerifyGetKey; readonly text: string; readonly fetchedAt: number } | undefined;
  let triedAt = -Infinity;
  let running: Promise<void> | undefined;

  async function fetchOnce(): Promise<void> {
    triedAt = now();
    try {
      const keySet = readKeySet(await fetchKeys());
      const text = JSON.stringify(keySet);
      const isChanged = known !== undefined && known.text !== text;
      known = { findKey: isChanged || !known ? createLocalJWKSet(keySet) : known.findKey, text, fetchedAt: now() };
      if (isChanged) listeners.forEach((listener) => listener());
    } catch (fault) {
      onFault(fault);
    }
  }
  const refresh = (): Promise<void> => (running ??= fetchOnce().finally(() => (running = undefined)));

  function whyUnavailable(): string | undefined {
    if (!known) return 'the keys that tokens are signed with have not been fetched yet';
    return now() - known.fetchedAt > MOST_STALE_MS ? 'the keys that tokens are signed with could not be fetched for a day' : undefined;
  }

  const findKey: JWTVerifyGetKey = async (header, token) => {
    const reason = whyUnavailable();
    if (!known || reason !== undefined) throw new KeysUnavailable(reason);
    try {
      return await known.findKey(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || (!running && now() - triedAt < COOLDOWN_MS)) throw error;
      await refresh();
      return known.findKey(header, token);
    }
  };

  function start(): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isStopped = false;
    const next = async (): Promise<void> => {
      await refresh();
      if (!isStopped) timer = setTimeout(() => void next(), whyUnavailable() === undefined ? REFRESH_MS : FIRST_RETRY_MS);
    };
    void next();
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }

  return { findKey, whyUnavailable, onChanged: (listener) => void listeners.push(listener), start };
}

/** An answer without a key that can check a signature is a fault of the issuer: it would withdraw all keys. */
function readKeySet(answer: unknown): JSONWebKeySet {
  const { keys } = (answer ?? {}) as Partial<JSONWebKeySet>;
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw new Error('the answer is no set of keys');
  const usable = keys.filter((key) => key.kty !== 'oct' && key.use !== 'enc');
  if (usable.length === 0) throw new Error('the set has no key that can check a signature');
  return { keys: usable };
}
