import type { ClickStatus } from '../click/outcome.js';

/** Address of a click's status. */
export function statusUrlOf(clickId: string): string {
  return `/api/mining/clicks/${clickId}`;
}

/** The body that tells where a click is. */
export function clickAnswer(clickId: string, status: ClickStatus) {
  const answer = { clickId, status: status.status, statusUrl: statusUrlOf(clickId) };
  if (status.status === 'credited') return { ...answer, reward: status.amount, balance: status.balance };
  if (status.status === 'rejected' || status.status === 'failed') return { ...answer, code: status.code };
  return answer;
}
