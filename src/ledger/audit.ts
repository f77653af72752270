import type { ClickOutcome } from '../click/outcome.js';

/**
 * What a client knows of a click, over all its attempts: `acknowledged` (202 or 200 at least once), `refused` (only
 * answers that say it was not accepted), or `unknown` (an attempt was not answered, or the answer left it open).
 */
export type ClientKnowledge = 'acknowledged' | 'refused' | 'unknown';

export type JournaledClick = {
  readonly userId: string;
  readonly key: string;
  /** The id that the answers gave; otherwise the one that user and key give. */
  readonly clickId: string;
  readonly knowledge: ClientKnowledge;
};

/** A user of whom the journal holds every click that was ever sent. */
export type JournaledUser = {
  /** A killed client had no time to write down its last sends: clicks accepted from then on (ms) may be such. */
  readonly incompleteFrom?: number;
};

export type Journal = {
  readonly clicks: readonly JournaledClick[];
  /** Users who sent nothing but what is in the journal. Clicks of others may be in the ledger for other reasons. */
  readonly ownUsers: ReadonlyMap<string, JournaledUser>;
};

/** The accepted clicks that are not finished, as the queue holds them at one instant. */
export type QueueReading = {
  /** Accepted minus finished, by the queue's totals. */
  readonly depth: number;
  /** Sum of the sizes that the queue keeps of its batches. */
  readonly sizes: number;
  /** Number of items that are really in the batches. */
  readonly items: number;
  readonly clickIds: ReadonlySet<string>;
};

export type LedgerRow = {
  readonly clickId: string;
  readonly userId: string;
  readonly key: string;
  readonly status: ClickOutcome['status'];
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
};

/** An account whose numbers differ from what its rows add up to. */
export type AccountDifference = {
  readonly userId: string;
  /** Balance minus the sum of the credited amounts. */
  readonly units: number;
  /** How often the account was credited minus the number of its credited rows. */
  readonly credits: number;
};

/** The ledger at one instant. */
export type LedgerReading = {
  /** All rows of the journal's users. */
  readonly rows: readonly LedgerRow[];
  /** Failed clicks among them that have a dead letter. */
  readonly deadLetters: ReadonlySet<string>;
  /** Of the journal's clicks that have no row since their user was erased: how they had ended. */
  readonly erased: ReadonlyMap<string, LedgerRow['status']>;
  /** Of all users, whoever they are. */
  readonly differences: readonly AccountDifference[];
};

export type AuditCounts = {
  /** Distinct clicks that were answered 202 or 200; the sum of the next five. */
  readonly acked: number;
  readonly credited: number;
  readonly rejected: number;
  /** Failed, with a dead letter that says why; or erased with it. */
  readonly dead_lettered: number;
  /** Not in the ledger, but still in the queue. */
  readonly in_flight: number;
  /** Acknowledged, and now nowhere. */
  readonly lost: number;
  /** Further rows of one click, and credits beyond the number of rows. */
  readonly duplicated: number;
  /** Rows of clicks that were only ever refused, or never sent. */
  readonly phantom: number;
  /** Units by which balances differ from the rows, plus clicks by which the queue's own numbers differ. */
  readonly drift: number;
};

export type Finding = { readonly kind: 'lost' | 'duplicated' | 'phantom' | 'drift'; readonly what: string };

export type Audit = { readonly counts: AuditCounts; readonly findings: readonly Finding[] };

/**
 * Compares what clients were told with what queue and ledger hold.
 *
 * The queue must have been read before the ledger: a click that is posted in between is then in both, never in none.
 */
export function compareClicks(journal: Journal, queue: QueueReading, ledger: LedgerReading): Audit {
  const places = journal.clicks.filter((click) => click.knowledge === 'acknowledged').map(placeFinder(queue, ledger));
  const lost = places.filter((place) => place.at === 'lost').map((place) => place.click);
  const count = (at: Place['at']): number => places.filter((place) => place.at === at).length;
  const duplicated = [...findFurtherRows(ledger.rows, journal), ...findFurtherCredits(ledger.differences, lost)];
  const phantom = findPhantoms(journal, ledger.rows);
  const drift = [...findBalanceDrift(ledger.differences), ...findQueueDrift(queue)];
  return {
    counts: {
      acked: places.length,
      credited: count('credited'),
      rejected: count('rejected'),
      dead_lettered: count('dead_lettered'),
      in_flight: count('in_flight'),
      lost: lost.length,
      duplicated: sum(duplicated.map((found) => found.size)),
      phantom: phantom.length,
      drift: sum(drift.map((found) => found.size)),
    },
    findings: [
      ...lost.map((click) => ({ kind: 'lost' as const, what: describe(click) })),
      ...duplicated.map(({ what }) => ({ kind: 'duplicated' as const, what })),
      ...phantom.map((row) => ({ kind: 'phantom' as const, what: describe(row) })),
      ...drift.map(({ what }) => ({ kind: 'drift' as const, what })),
    ],
  };
}

/** Whether nothing was lost, duplicated, made up or miscounted. */
export function isClean({ lost, duplicated, phantom, drift }: AuditCounts): boolean {
  return lost === 0 && duplicated === 0 && phantom === 0 && drift === 0;
}

type Place = {
  readonly click: JournaledClick;
  readonly at: 'credited' | 'rejected' | 'dead_lettered' | 'in_flight' | 'lost';
};
type Sized = { readonly size: number; readonly what: string };

function placeFinder(queue: QueueReading, ledger: LedgerReading): (click: JournaledClick) => Place {
  const statuses = new Map(ledger.rows.map((row) => [row.clickId, row.status]));
  return (click) => {
    const status = statuses.get(click.clickId) ?? ledger.erased.get(click.clickId);
    if (status === 'credited' || status === 'rejected') return { click, at: status };
    const hasLetter = ledger.deadLetters.has(click.clickId) || ledger.erased.has(click.clickId);
    if (status === 'failed' && hasLetter) return { click, at: 'dead_lettered' };
    return { click, at: status === undefined && queue.clickIds.has(click.clickId) ? 'in_flight' : 'lost' };
  };
}

/** Two rows for one key of one user; the ids differ, or the ledger would not have taken both. */
function findFurtherRows(rows: readonly LedgerRow[], journal: Journal): Sized[] {
  const journaled = new Set(journal.clicks.map(nameOf));
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const name = nameOf(row);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const ofJournal = journaled.has(name) || journal.ownUsers.has(row.userId);
    return ofJournal ? [{ size: 1, what: `another row of ${describe(row)}` }] : [];
  });
}

/** A lost row leaves its credit behind; only credits beyond those were given twice. */
function findFurtherCredits(differences: readonly AccountDifference[], lost: readonly JournaledClick[]): Sized[] {
  return differences.flatMap(({ userId, credits }) => {
    const size = credits - lost.filter((click) => click.userId === userId).length;
    return size > 0 ? [{ size, what: `user ${userId} was credited ${size} times more often than there are rows` }] : [];
  });
}

function findPhantoms({ clicks, ownUsers }: Journal, rows: readonly LedgerRow[]): LedgerRow[] {
  const knowledge = new Map(clicks.map((click) => [nameOf(click), click.knowledge]));
  return rows.filter((row) => {
    const known = knowledge.get(nameOf(row));
    if (known === 'acknowledged' || known === 'unknown') return false;
    const incompleteFrom = ownUsers.get(row.userId)?.incompleteFrom ?? Infinity;
    if (row.acceptedAt >= incompleteFrom) return false;
    return known === 'refused' || ownUsers.has(row.userId);
  });
}

function findBalanceDrift(differences: readonly AccountDifference[]): Sized[] {
  return differences
    .filter(({ units }) => units !== 0)
    .map(({ userId, units }) => ({ size: Math.abs(units), what: `balance of user ${userId} is ${units} off its rows` }));
}

function findQueueDrift({ depth, sizes, items }: QueueReading): Sized[] {
  const differences = [
    { size: Math.abs(depth - sizes), what: `queue depth is ${depth}, the sizes of its batches add up to ${sizes}` },
    { size: Math.abs(sizes - items), what: `batches should hold ${sizes} clicks and hold ${items}` },
  ];
  return differences.filter(({ size }) => size !== 0);
}

function nameOf({ userId, key }: { readonly userId: string; readonly key: string }): string {
  return `${userId}\0${key}`;
}

function describe({ clickId, userId, key }: JournaledClick | LedgerRow): string {
  return `${clickId} (user ${userId}, key ${key})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
