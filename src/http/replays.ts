import type { ClickStatus } from '../click/outcome.js';
import type { FindClickStatus } from '../ledger/find-click-status.js';
import type { Problem } from './problems.js';
import type { ReadTurn, TakeReads } from './read-limit.js';
import { retryAfter } from './retry-after.js';

/** What a replay is answered with: where its click is, or why that cannot be told now. */
export type ReplayAnswer =
  | { readonly kind: 'told'; readonly status: ClickStatus }
  | { readonly kind: 'not-told'; readonly problem: Problem };

/** Answers clicks that were accepted before. Each costs its user a read. */
export type Replays = {
  answer(userId: string, clickId: string): Promise<{ readonly answer: ReplayAnswer; readonly headers: ReadTurn['headers'] }>;
  /** The same of many at once, in their order. */
  answerAll(userId: string, clickIds: readonly string[]): Promise<readonly ReplayAnswer[]>;
};

export function createReplays(findClickStatus: FindClickStatus, takeReads: TakeReads): Replays {
  async function tell(userId: string, clickId: string, isAllowed: boolean, turn: ReadTurn): Promise<ReplayAnswer> {
    if (!isAllowed) return { kind: 'not-told', problem: turn.refuse('accepted') };
    const found = await findClickStatus(userId, clickId);
    if (found.kind === 'found') return { kind: 'told', status: found.status };
    return { kind: 'not-told', problem: ledgerUnavailable() };
  }

  return {
    async answer(userId, clickId) {
      const turn = await takeReads(userId, 1);
      return { answer: await tell(userId, clickId, turn.allowed > 0, turn), headers: turn.headers };
    },
    async answerAll(userId, clickIds) {
      if (clickIds.length === 0) return [];
      const turn = await takeReads(userId, clickIds.length);
      return Promise.all(clickIds.map((clickId, index) => tell(userId, clickId, index < turn.allowed, turn)));
    },
  };
}

function ledgerUnavailable(): Problem {
  const detail = 'the click was accepted before; ask again what became of it';
  return { name: 'ledger-unavailable', members: { detail, outcome: 'accepted' }, headers: { 'retry-after': retryAfter() } };
}
