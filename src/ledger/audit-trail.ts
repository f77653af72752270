import { hash } from 'node:crypto';

/** What a person may do to the pipeline and to the data that it keeps, beside sending clicks. */
export const AUDITED_ACTS = ['replay-dead-letters', 'reopen-admission', 'archive-clicks', 'erase-user', 'repair-account', 'restore-backup', 'pause-queue', 'resume-queue', 'silence-alert', 'end-silence'] as const;

export type AuditedAct = (typeof AUDITED_ACTS)[number];

/** Who acts, and by what way. */
export type Actor = {
  /** The subject of the token, or the user of the operating system. */
  readonly by: string;
  readonly via: 'http' | 'command';
};

/** A user in the `filter` of an act: who knows the name can find the entry; who finds the entry does not learn the name. */
export function hideUser(userId: string): { readonly userSha256: string } {
  return { userSha256: hash('sha256', userId, 'hex') };
}

/** What is about to be done. Write no user into `filter` but by `hideUser`: users may be erased, and entries stay. */
export type AuditedIntent = Actor & {
  readonly act: AuditedAct;
  /** On what it acts, in the words in which it was asked for. */
  readonly filter: Readonly<Record<string, string | number | boolean | readonly string[]>>;
};

/** `done`: all of it; `stopped`: by a person or a signal, after the counted part; `failed`: by a fault, which `why` names. */
export type AuditedEnd = {
  readonly result: 'done' | 'stopped' | 'failed';
  readonly why?: string;
  /** What was done, in numbers: `{ credited: 3, rejected: 1 }`. */
  readonly counts: Readonly<Record<string, number>>;
};

/** One line of the trail. `begun`: it is going on now, or its process was killed on the way. */
export type AuditEntry = AuditedIntent & {
  readonly id: string;
  readonly at: Date;
  readonly result: 'begun' | AuditedEnd['result'];
  readonly why?: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly endedAt?: Date;
};

export type AuditTrailQuery = {
  /** Entries a page, from 1 up. */
  readonly limit: number;
  /** The `next` of the page before this one. */
  readonly cursor?: string;
  readonly act?: AuditedAct;
  readonly by?: string;
};

/** Newest first, by when they began. `next` is there when there is more; entries that are added meanwhile shift nothing. */
export type AuditTrailPage = { readonly entries: readonly AuditEntry[]; readonly next?: string };

/** A cursor as a pattern: when an entry began, in milliseconds, and its id. */
export const ENTRY_CURSOR_PATTERN = '^[0-9]{13}-[0-9a-f]{24}$';

/**
 * Who did what to ledger and queue, and when. Entries are added and ended, never changed or removed. All of it is committed
 * by a majority when a call returns.
 *
 *   (nothing) --begin--> begun --end--> done | stopped | failed
 *
 * @throws PipelineError `LEDGER_UNAVAILABLE` when MongoDB is out of reach: then nothing may be done either.
 */
export type AuditTrail = {
  /** Writes down what is about to be done, before it is; gives the id of the entry. */
  begin(intent: AuditedIntent): Promise<string>;
  /** Writes down what came of it. No effect on an entry that has ended. */
  end(id: string, end: AuditedEnd): Promise<void>;
  list(query: AuditTrailQuery): Promise<AuditTrailPage>;
};

/** Counts what an act did, by names of its own; one, or `by` of them. */
export type Count = (what: string, by?: number) => void;

/**
 * Does nothing before the trail says that it begins. What was counted is written down at the end, whatever the end is; a
 * fault is thrown on.
 */
export async function runAudited(trail: AuditTrail, intent: AuditedIntent, act: (count: Count) => Promise<'done' | 'stopped'>): Promise<AuditedEnd> {
  const counts: Record<string, number> = {};
  const count: Count = (what, by = 1) => void (counts[what] = (counts[what] ?? 0) + by);
  const id = await trail.begin(intent);
  try {
    const end = { result: await act(count), counts };
    await trail.end(id, end);
    return end;
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    // What stopped the act may be in the way of the trail too; the entry then stays begun, and the first fault counts.
    await trail.end(id, { result: 'failed', why, counts }).catch(() => undefined);
    throw fault;
  }
}
