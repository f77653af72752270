import type { ClickHistory } from '../ledger/click-history.js';
import type { ListUserClicks, UserClicks } from './found.js';

/** A user's clicks from the ledger, page by page, with the account. */
export function createListUserClicks(history: Pick<ClickHistory, 'listOfUser' | 'findAccount'>): ListUserClicks {
  return async (userId, page) => {
    const [account, { rows, ...next }] = await Promise.all([history.findAccount(userId), history.listOfUser(userId, page)]);
    const clicks = rows.map(({ clickId, idempotencyKey, status, code, amount, acceptedAt }) => ({
      clickId,
      idempotencyKey,
      status,
      ...(code !== undefined && { code }),
      amount,
      acceptedAt: Number(acceptedAt),
    }));
    return { userId, ...(account && { account: toAccount(account) }), clicks, ...next };
  };
}

/** An account that was changed by hand is shown too: it may be why clicks fail. */
function toAccount({ balance, suspended }: { readonly balance: unknown; readonly suspended: unknown }): UserClicks['account'] & object {
  return { balance: Number.isSafeInteger(balance) ? (balance as number) : null, suspended: suspended === true };
}
