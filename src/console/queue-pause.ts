import type { AuditEntry, AuditTrail } from '../ledger/audit-trail.js';
import type { PauseRecord } from '../queue/click-queue.js';
import type { Pause } from './found.js';

type PausedSince = Pick<Pause, 'at' | 'known'>;

/** Is told what each look saw, and tells since when the queue is paused; times are milliseconds since 1970, by the clock of Redis. */
export type PauseWatch = (isPaused: boolean, record: PauseRecord, now: number) => PausedSince | undefined;

/**
 * BullMQ forgets its older events, also the one of a pause; so what was seen of it is remembered, as long as no event may
 * have been missed since the last look.
 *
 *   running --its event is there--> paused, since then
 *   running --it is not there-----> paused, since the oldest event at the latest
 *   paused --events reach back to the last look, and none resumed it--> as it was
 */
export function createPauseWatch(): PauseWatch {
  let seen: PausedSince | undefined;
  let lookedAt = 0;
  return (isPaused, { pausedAt, resumedAt, since }, now) => {
    const isAsBefore = seen !== undefined && lookedAt >= (since ?? 0) && seen.at > (resumedAt ?? 0);
    if (!isPaused) seen = undefined;
    else if (!isAsBefore) seen = pausedAt === undefined ? { at: resumedAt === undefined ? (since ?? now) : now, known: 'at the latest' } : { at: pausedAt, known: 'event' };
    lookedAt = now;
    return seen;
  };
}

/** Clocks of processes and of Redis differ. */
const CLOCKS_DIFFER_MS = 5000;
/** To pause what is paused changes nothing: of so many entries the latest one that did is looked for. */
const LATEST = 20;

/** Adds who paused it by the console: whose entry is of the time of the pause, or the latest act where that is not known. */
export async function findWhoPaused(trail: Pick<AuditTrail, 'list'>, since: PausedSince): Promise<Pause> {
  try {
    const [pauses, resumptions] = await Promise.all([trail.list({ act: 'pause-queue', limit: LATEST }), trail.list({ act: 'resume-queue', limit: LATEST })]);
    const entry = pauses.entries.find(hasEffect);
    const resumed = resumptions.entries.find(hasEffect);
    if (!entry || (resumed && resumed.at > entry.at) || (since.known === 'event' && !isOfThen(entry, since.at))) return since;
    const told = since.known === 'event' ? since : ({ at: Number(entry.at), known: 'audit trail' } as const);
    return { ...told, by: entry.by, reason: String(entry.filter['reason']) };
  } catch {
    return { ...since, problem: 'MongoDB does not answer: whether it was paused by the console, and by whom, is not known.' };
  }
}

/** One whose outcome is not known may have had one. */
function hasEffect({ counts, result }: AuditEntry): boolean {
  return result !== 'done' || counts['changed'] !== undefined;
}

function isOfThen({ at, endedAt = at }: AuditEntry, pausedAt: number): boolean {
  return pausedAt >= Number(at) - CLOCKS_DIFFER_MS && pausedAt <= Number(endedAt) + CLOCKS_DIFFER_MS;
}
