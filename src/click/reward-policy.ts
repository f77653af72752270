import type { AcceptedClick } from './click.js';
import type { RejectCode } from './codes.js';

/** What the policy looks at. Times are milliseconds since 1970, amounts are whole units. */
export type AccountState = {
  readonly balance: number;
  readonly suspended: boolean;
  /** Acceptance time of the latest credited click; 0 when there is none. */
  readonly lastCreditedAt: number;
  /** The UTC day (`2026-11-23`) that `creditedToday` counts; empty when there is none. */
  readonly day: string;
  readonly creditedToday: number;
};

export const NEW_ACCOUNT: AccountState = { balance: 0, suspended: false, lastCreditedAt: 0, day: '', creditedToday: 0 };

export type RewardRules = {
  /** Units for each credited click, a whole number of at least 1. */
  readonly amount: number;
  /** Shortest time between two credited clicks of one user, in milliseconds; 0 for none. */
  readonly cooldownMs: number;
  /** Most units a user earns in one UTC day; 0 for no cap. */
  readonly dailyCap: number;
};

export type RewardDecision =
  | { readonly kind: 'credit'; readonly amount: number; readonly account: AccountState }
  | { readonly kind: 'reject'; readonly code: RejectCode };

/** What of a click the policy looks at. */
type DecidedClick = Pick<AcceptedClick, 'acceptedAt'>;

/** Decides on one click. Pure: the same click, account and rules give the same decision, whenever it is asked. */
export function decideReward(click: DecidedClick, account: AccountState, rules: RewardRules): RewardDecision {
  if (account.suspended) return { kind: 'reject', code: 'ACCOUNT_SUSPENDED' };
  if (isCoolingDown(click, account, rules)) return { kind: 'reject', code: 'COOLDOWN' };
  const day = dayOf(click, account);
  const creditedToday = (account.day === day ? account.creditedToday : 0) + rules.amount;
  if (rules.dailyCap > 0 && creditedToday > rules.dailyCap) return { kind: 'reject', code: 'DAILY_CAP' };
  return { kind: 'credit', amount: rules.amount, account: creditAccount(click, account, rules.amount, day, creditedToday) };
}

/** A click of yesterday that is decided after one of today counts for today: no cap is passed by arriving late. */
function dayOf(click: DecidedClick, account: AccountState): string {
  const day = new Date(click.acceptedAt).toISOString().slice(0, 10);
  return day > account.day ? day : account.day;
}

function isCoolingDown(click: DecidedClick, account: AccountState, rules: RewardRules): boolean {
  return rules.cooldownMs > 0 && account.lastCreditedAt > 0 && click.acceptedAt - account.lastCreditedAt < rules.cooldownMs;
}

function creditAccount(
  click: DecidedClick,
  account: AccountState,
  amount: number,
  day: string,
  creditedToday: number,
): AccountState {
  return {
    balance: account.balance + amount,
    suspended: false,
    lastCreditedAt: Math.max(account.lastCreditedAt, click.acceptedAt),
    day,
    creditedToday,
  };
}
