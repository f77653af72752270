import type { Collection, Db, ObjectId } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import type { ErrorCode } from '../click/codes.js';
import type { ClickOutcome } from '../click/outcome.js';
import type { AccountState } from '../click/reward-policy.js';
import type { AuditEntry } from './audit-trail.js';
import type { ReplayRecord } from './dead-letters.js';
import type { EpochRecord } from './epoch.js';
import type { LedgerClick } from './ledger.js';

/** A click's row. `amount` is 0 unless the click was credited. */
export type ClickDocument = {
  readonly _id: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly status: ClickOutcome['status'];
  readonly amount: number;
  /** The account's balance after the click; on credited clicks only. */
  readonly balance?: number;
  /** Why it was rejected or failed. */
  readonly code?: string;
  readonly acceptedAt: Date;
  readonly processedAt: Date;
  readonly traceId: string;
  readonly clientTimestamp?: string;
  readonly source?: string;
};

/** The row of a click that was moved to the archive. */
export type ArchivedClickDocument = ClickDocument & { readonly archivedAt: Date };

/** An account: the sum of its credited clicks, and what the policy needs to know. */
export type AccountDocument = {
  readonly _id: string;
  readonly credited: number;
  /** What its credited clicks that the ledger has forgotten came to; they count in `balance` and `credited` still. */
  readonly forgotten?: { readonly amount: number; readonly clicks: number };
} & AccountState;

/** A click (or a whole batch, without `clickId`) that could not be brought to a normal end. */
export type DeadLetterDocument = {
  readonly _id: string;
  readonly clickId?: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly payload?: AcceptedClick;
  /** When it first failed. */
  readonly at: Date;
  /** The next four are not in letters of the first version: it failed once, at `at`, and is open. */
  readonly lastAt?: Date;
  readonly attempts?: number;
  readonly replays?: readonly ReplayRecord[];
  /** On letters alone that are not open any more. */
  readonly replayedAt?: Date;
};

export type AuditEntryDocument = { readonly _id: ObjectId } & Omit<AuditEntry, 'id'>;

/** There is one Redis, so there is one document. */
export type EpochDocument = { readonly _id: 'redis' } & EpochRecord;

export type LedgerCollections = {
  /** Rows, and the stubs of those that were archived or erased: see `stubs.ts`. */
  readonly clicks: Collection<ClickDocument>;
  readonly archive: Collection<ArchivedClickDocument>;
  readonly accounts: Collection<AccountDocument>;
  readonly deadLetters: Collection<DeadLetterDocument>;
  readonly auditTrail: Collection<AuditEntryDocument>;
  readonly epochs: Collection<EpochDocument>;
};

export function openCollections(db: Db): LedgerCollections {
  return {
    clicks: db.collection('clicks'),
    archive: db.collection('clicks_archive'),
    accounts: db.collection('accounts'),
    deadLetters: db.collection('dead_letters'),
    auditTrail: db.collection('audit_trail'),
    epochs: db.collection('epochs'),
  };
}

/** The row of a click that ended with `outcome`. */
export function toClickDocument(click: AcceptedClick, outcome: ClickOutcome, processedAt: Date): ClickDocument {
  const { clickId, userId, idempotencyKey, traceId, clientTimestamp, source, acceptedAt } = click;
  return {
    _id: clickId,
    userId,
    idempotencyKey,
    traceId,
    ...(clientTimestamp !== undefined && { clientTimestamp }),
    ...(source !== undefined && { source }),
    acceptedAt: new Date(acceptedAt),
    processedAt,
    status: outcome.status,
    amount: outcome.status === 'credited' ? outcome.amount : 0,
    ...(outcome.status === 'credited' ? { balance: outcome.balance } : { code: outcome.code }),
  };
}

export function fromClickDocument(document: ClickDocument): LedgerClick {
  const { _id: clickId, userId, idempotencyKey, acceptedAt, processedAt } = document;
  return { clickId, userId, idempotencyKey, acceptedAt, processedAt, outcome: outcomeOf(document) };
}

function outcomeOf({ status, amount, balance = 0, code }: ClickDocument): ClickOutcome {
  if (status === 'credited') return { status, amount, balance };
  return { status, code } as ClickOutcome;
}
