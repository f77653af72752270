import { isFingerprintOf } from '../click/click-id.js';
import type { ClickStatus } from '../click/outcome.js';
import type { BatchStore, ClickPlace } from '../queue/click-queue.js';
import type { LedgerReader } from './ledger.js';

export type FoundClick =
  | { readonly kind: 'found'; readonly status: ClickStatus }
  /** No click of this user has this id. */
  | { readonly kind: 'absent' }
  /** What only an unreachable store knows. */
  | { readonly kind: 'unavailable' };

/** Finds where a user's click is. Never says `absent` of a click that was accepted. */
export type FindClickStatus = (userId: string, clickId: string) => Promise<FoundClick>;

const PROCESSING: ClickStatus = { status: 'processing' };
const ERASED: ClickStatus = { status: 'rejected', code: 'ERASED' };

type Place = ClickPlace | 'unknown';

/**
 * Asks Redis first and the ledger second, because a click moves from there to here: in this order it cannot slip by.
 * The ledger's answer always wins.
 */
export function createFindClickStatus(batches: Pick<BatchStore, 'locate'>, ledger: LedgerReader): FindClickStatus {
  async function placeOf(userId: string, clickId: string): Promise<Place> {
    try {
      const { place, fingerprint } = await batches.locate(clickId);
      return place === 'absent' || isFingerprintOf(userId, fingerprint) ? place : 'absent';
    } catch {
      return 'unknown';
    }
  }

  /** undefined: not in the ledger. */
  async function outcomeOf(userId: string, clickId: string): Promise<FoundClick | undefined> {
    try {
      const click = await ledger.findClick(clickId);
      if (!click) return undefined;
      return click.userId === userId ? { kind: 'found', status: click.outcome } : { kind: 'absent' };
    } catch {
      return { kind: 'unavailable' };
    }
  }

  /** Redis knows whose it is: a click that was accepted once more after its user was erased. */
  async function erasedOrProcessing(clickId: string): Promise<FoundClick> {
    try {
      const status = (await ledger.wasErased(clickId)) ? ERASED : PROCESSING;
      return { kind: 'found', status };
    } catch {
      return { kind: 'unavailable' };
    }
  }

  return async (userId, clickId) => {
    const place = await placeOf(userId, clickId);
    const outcome = await outcomeOf(userId, clickId);
    const inFlight = place === 'queued' || place === 'processing';
    if (inFlight && outcome?.kind !== 'found') return { kind: 'found', status: { status: place } };
    if (outcome) return outcome;
    if (place === 'absent') return { kind: 'absent' };
    if (place === 'unknown') return { kind: 'unavailable' };
    // Finished between the two questions, erased, or its row is not visible yet.
    return (await outcomeOf(userId, clickId)) ?? (await erasedOrProcessing(clickId));
  };
}
