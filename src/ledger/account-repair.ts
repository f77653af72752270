import { decideReward, NEW_ACCOUNT, type AccountState } from '../click/reward-policy.js';
import type { AccountDocument, ClickDocument } from './documents.js';

/** What of a credited click's row tells of its account. */
export type CreditedRow = Pick<ClickDocument, '_id' | 'amount' | 'balance' | 'acceptedAt' | 'processedAt'>;

/** An account as it is found: any of its fields may be missing, or of a wrong type. */
export type FoundAccount = Readonly<Record<string, unknown>>;

export type RepairedField = 'balance' | 'credited' | keyof AccountState;
export type FieldChange = { readonly field: RepairedField; readonly from: unknown; readonly to: string | number | boolean };

/** What an account is, held against its rows. */
export type AccountFinding =
  /** There is neither an account nor a credited row of this user. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'right'; readonly balance: number; readonly credited: number }
  | { readonly kind: 'wrong'; readonly balance: number; readonly credited: number; readonly changes: readonly FieldChange[] }
  /** The rows do not tell what it should be; `why` is a clause. */
  | { readonly kind: 'unclear'; readonly why: string };

/**
 * Puts accounts right that somebody changed by hand: a `balance` that is text, a field that is missing.
 *
 * @throws PipelineError `LEDGER_CONFLICT` or `LEDGER_UNAVAILABLE`: nothing, or all of it, was done; repeat it.
 */
export type AccountRepairer = {
  find(userId: string): Promise<AccountFinding>;
  /**
   * Gives the account the fields that its rows and `forgotten` tell, in one transaction that holds the account from its
   * beginning: workers post to it before or after, never in between. The result is what was found; only what is `wrong` is
   * changed.
   */
  repair(userId: string): Promise<AccountFinding>;
};

/**
 * Credits the rows again, in the order in which they were decided, and compares. The order is by the workers' clocks: where
 * these differ, `creditedToday` may leave out, or count, a click that was decided around the first one of the day.
 *
 * @param now milliseconds since 1970.
 */
export function examineAccount(account: FoundAccount | undefined, rows: readonly CreditedRow[], now: number): AccountFinding {
  if (!account && rows.length === 0) return { kind: 'absent' };
  const forgotten = readForgotten(account?.['forgotten']);
  if (!forgotten) return { kind: 'unclear', why: 'its field forgotten, what its forgotten clicks came to, cannot be read' };
  const why = findWhyUnclear(forgotten, rows);
  if (why !== undefined) return { kind: 'unclear', why };
  const told = creditAgain({ ...NEW_ACCOUNT, balance: forgotten.amount }, rows);
  const latest = forgotten.clicks > 0 && account ? believeLatest(told, account, forgotten, now) : told;
  const due = { ...latest, suspended: Boolean(account?.['suspended']), credited: rows.length + forgotten.clicks };
  const { balance, credited } = due;
  const changes = compare(account, due);
  return changes.length > 0 ? { kind: 'wrong', balance, credited, changes } : { kind: 'right', balance, credited };
}

function compare(account: FoundAccount | undefined, due: Readonly<Record<RepairedField, FieldChange['to']>>): FieldChange[] {
  return (Object.keys(due) as RepairedField[]).flatMap((field) => {
    const from = account?.[field];
    return from === due[field] ? [] : [{ field, from, to: due[field] }];
  });
}

type Forgotten = NonNullable<AccountDocument['forgotten']>;

/** Undefined: it is there, and says nothing that can be added. Each click gave a unit at least. */
function readForgotten(forgotten: unknown = { amount: 0, clicks: 0 }): Forgotten | undefined {
  const { amount, clicks } = (forgotten ?? {}) as Partial<Forgotten>;
  if (!isCount(amount) || !isCount(clicks) || amount < clicks || (clicks === 0 && amount > 0)) return undefined;
  return { amount, clicks };
}

/** What was credited before the oldest of the rows was forgotten since: a row that tells of more says that some is missing. */
function findWhyUnclear(forgotten: Forgotten, rows: readonly CreditedRow[]): string | undefined {
  const unreadable = rows.find(({ amount, acceptedAt, processedAt }) => !isCount(amount) || amount === 0 || !isTime(acceptedAt) || !isTime(processedAt));
  if (unreadable) return `the row of its click ${unreadable._id} has an amount or a time that cannot be read`;
  const before = rows.flatMap(({ amount, balance }) => (isCount(balance) ? [balance - amount] : []));
  const least = before.reduce((least, each) => Math.min(least, each), Infinity);
  if (least === Infinity || least <= forgotten.amount) return undefined;
  return `before the oldest of its clicks that the ledger has it held ${least}, and its field forgotten tells of ${forgotten.amount}`;
}

function creditAgain(start: AccountState, rows: readonly CreditedRow[]): AccountState {
  const inOrder = [...rows].sort((a, b) => Number(a.processedAt) - Number(b.processedAt) || Number(a.acceptedAt) - Number(b.acceptedAt));
  return inOrder.reduce<AccountState>((state, row) => {
    const decision = decideReward({ acceptedAt: Number(row.acceptedAt) }, state, { amount: row.amount, cooldownMs: 0, dailyCap: 0 });
    return decision.kind === 'credit' ? decision.account : state;
  }, start);
}

/** Of forgotten clicks nothing but the account itself tells when they were: it is believed where they can make it so. */
function believeLatest(told: AccountState, account: FoundAccount, forgotten: Forgotten, now: number): AccountState {
  const { lastCreditedAt, day, creditedToday } = account;
  const isLater = isCount(lastCreditedAt) && lastCreditedAt >= told.lastCreditedAt && lastCreditedAt <= now;
  const isDay = typeof day === 'string' && day >= told.day && Date.parse(day) <= now && isCount(creditedToday);
  const ofForgotten = isDay ? creditedToday - (day === told.day ? told.creditedToday : 0) : -1;
  return {
    ...told,
    ...(isLater && { lastCreditedAt }),
    ...(isDay && ofForgotten >= 0 && ofForgotten <= forgotten.amount && { day, creditedToday }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(Number(value));
}
