import type { ClickResult } from '../../client/mining-client.js';
import type { LoadClick } from './click-source.js';
import { createLatencies } from './latencies.js';

/** What an attempt is: the first of its click, a duplicate that the schedule asked for, or a repetition. */
export type AttemptKind = 'first' | 'duplicate' | 'repeat';

/** A send that begins later than this after its time is this program's own fault, and counted as such. */
export const LATE_MS = 10;

export type Tally = ReturnType<typeof createTally>;

/** Counts what the load sent and what came back. */
export function createTally() {
  const sent = { first: 0, duplicate: 0, repeat: 0 };
  const byStatus = new Map<number, number>();
  const byError = new Map<string, number>();
  const byBucket = new Map<string, number>();
  const totals = { accepted: 0, inFlight: 0, mostInFlight: 0, late: 0, worstLateMs: 0, unsent: 0 };
  const latencies = { accepted: createLatencies(), refused: createLatencies(), lastSecond: createLatencies() };

  return {
    sent,
    byStatus,
    byError,
    byBucket,
    totals,
    latencies,

    startAttempt(kind: AttemptKind, lateMs: number): void {
      sent[kind] += 1;
      totals.inFlight += 1;
      totals.mostInFlight = Math.max(totals.mostInFlight, totals.inFlight);
      if (kind !== 'repeat' && lateMs > LATE_MS) totals.late += 1;
      if (kind !== 'repeat') totals.worstLateMs = Math.max(totals.worstLateMs, lateMs);
    },

    endAttempt(click: LoadClick, result: ClickResult, latencyMs: number): void {
      totals.inFlight -= 1;
      const error = errorCodeOf(result);
      if (error !== undefined || result.status === undefined) {
        increase(byError, error ?? 'unknown');
        return;
      }
      increase(byStatus, result.status);
      if (result.status === 429) increase(byBucket, result.problem?.bucket ?? 'unnamed');
      const accepted = isSafe(result);
      latencies.lastSecond.record(latencyMs);
      (accepted ? latencies.accepted : latencies.refused).record(latencyMs);
      if (accepted && !click.accepted) totals.accepted += 1;
    },

    /** A click that fell due while the most attempts allowed were in flight: it was never sent. */
    leaveOut(): void {
      totals.unsent += 1;
    },
  };
}

/** Whether the click is safe: accepted now, or before. */
export function isSafe({ kind }: ClickResult): boolean {
  return kind === 'accepted' || kind === 'replayed';
}

/** Why there was no answer, or none of the API; undefined when there was. */
export function errorCodeOf({ error }: ClickResult): string | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
