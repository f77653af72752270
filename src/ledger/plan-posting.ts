import type { UpdateFilter } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import { decideReward, NEW_ACCOUNT, type AccountState, type RewardRules } from '../click/reward-policy.js';
import { toClickDocument, type AccountDocument, type ClickDocument } from './documents.js';

export type PostingPlan = {
  readonly rows: ClickDocument[];
  /** One for each user with a credited click. */
  readonly updates: AccountUpdate[];
  /** What the policy knows afterwards of each user who had an account, or was credited. */
  readonly states: ReadonlyMap<string, AccountState>;
};

/** A statement of MongoDB's `update` command. */
export type AccountUpdate = {
  readonly q: { readonly _id: string };
  readonly u: UpdateFilter<AccountDocument>;
  /** Only where the account is new: asking for it costs MongoDB time on each statement. */
  readonly upsert?: true;
};

/**
 * Decides on the clicks in the order of acceptance, each on what the ones before it left, and plans what to write.
 * A click that is twice among them is planned once.
 */
export function planPosting(
  clicks: readonly AcceptedClick[],
  accounts: readonly AccountDocument[],
  rules: RewardRules,
  now: Date,
): PostingPlan {
  const states = new Map<string, AccountState>(accounts.map((account) => [account._id, account]));
  const credits = new Map<string, { amount: number; clicks: number }>();
  const rows = new Map<string, ClickDocument>();
  for (const click of [...clicks].sort((a, b) => a.acceptedAt - b.acceptedAt)) {
    if (rows.has(click.clickId)) continue;
    const decision = decideReward(click, states.get(click.userId) ?? NEW_ACCOUNT, rules);
    if (decision.kind === 'reject') {
      rows.set(click.clickId, toClickDocument(click, { status: 'rejected', code: decision.code }, now));
      continue;
    }
    const { amount, account } = decision;
    states.set(click.userId, account);
    const credit = credits.get(click.userId) ?? { amount: 0, clicks: 0 };
    credits.set(click.userId, { amount: credit.amount + amount, clicks: credit.clicks + 1 });
    rows.set(click.clickId, toClickDocument(click, { status: 'credited', amount, balance: account.balance }, now));
  }
  const known = new Set(accounts.map((account) => account._id));
  const updates = [...credits].map(([userId, credit]) => {
    const update = accountUpdate(userId, credit, states.get(userId) ?? NEW_ACCOUNT);
    return known.has(userId) ? update : openAccount(update);
  });
  return { rows: [...rows.values()], updates, states };
}

function accountUpdate(userId: string, credit: { amount: number; clicks: number }, state: AccountState): AccountUpdate {
  const { lastCreditedAt, day, creditedToday } = state;
  return {
    q: { _id: userId },
    u: {
      $inc: { balance: credit.amount, credited: credit.clicks },
      $set: { lastCreditedAt, day, creditedToday },
    },
  };
}

function openAccount({ q, u }: AccountUpdate): AccountUpdate {
  return { q, u: { ...u, $setOnInsert: { suspended: false } }, upsert: true };
}
