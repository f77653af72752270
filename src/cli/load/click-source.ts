import type { ClickInput } from '../../client/mining-client.js';
import type { Random } from './arrivals.js';

/** One click of the load: what every attempt at it sends, and how far it got. */
export type LoadClick = {
  readonly key: string;
  readonly userId: string;
  /** Number of the simulated client that sends it. */
  readonly client: number;
  readonly details: Omit<ClickInput, 'idempotencyKey'>;
  /** It was answered 202 or 200 at least once. */
  accepted: boolean;
  /** Attempts so far. */
  attempts: number;
  /** A repetition of it is being waited for. */
  repeatPending: boolean;
};

export type ClickSourceSettings = {
  readonly runId: string;
  readonly users: number;
  readonly clients: number;
  /** Share of the sends that repeat a recent click, 0 to 1. */
  readonly duplicates: number;
  readonly random: Random;
};

export type NextClick = { readonly click: LoadClick; readonly duplicate: boolean };

/** Duplicates repeat one of this many latest clicks: some are still on their way, some were answered long ago. */
const RECENT_CLICKS = 1000;

/**
 * Users belong to one run alone. So whatever the ledger holds of them was sent by this run, and an audit needs no
 * guess about clicks of others or of yesterday.
 */
export function userName(runId: string, user: number): string {
  return `load-${runId}-${user}`;
}

/** Chooses what to send next: a new click of a random user, or one of the recent clicks once more. */
export function createClickSource(settings: ClickSourceSettings): () => NextClick {
  const recent: LoadClick[] = [];
  let sequence = 0;
  const choose = (count: number): number => Math.floor(settings.random() * count);
  return () => {
    const repeated = settings.random() < settings.duplicates ? recent[choose(recent.length)] : undefined;
    if (repeated) return { click: repeated, duplicate: true };
    sequence += 1;
    const click = createClick(settings, sequence, choose(settings.users));
    recent[(sequence - 1) % RECENT_CLICKS] = click;
    return { click, duplicate: false };
  };
}

function createClick({ runId, clients }: ClickSourceSettings, sequence: number, user: number): LoadClick {
  return {
    key: `load-${runId}-${sequence}`,
    userId: userName(runId, user + 1),
    client: user % clients,
    details: { clientTimestamp: new Date().toISOString(), source: 'load' },
    accepted: false,
    attempts: 0,
    repeatPending: false,
  };
}
