import type { RewardRules } from '../../click/reward-policy.js';
import { StartFault } from '../../embedded/start-fault.js';
import type { AdminParts } from '../../http/routes/admin.js';
import { createAdminParts } from '../admin-parts.js';
import { findStores } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger } from '../open-ledger.js';

/** Nothing could be read, or nothing was done. */
export const NOT_DONE = 2;

export type OpenedLetters = AdminParts & { readonly rules: RewardRules };

/** Runs `work` with the letters of the stack that runs here, else of the settings; the result is the exit code. */
export async function withLetters(work: (opened: OpenedLetters) => Promise<number>): Promise<number> {
  const stores = findStores({ env: process.env, folder: process.cwd() });
  const rules = stores.rewardRules;
  try {
    const options = { rules, commandMs: LEDGER_COMMAND_MS, mayDie: true };
    return await withLedger(stores, ({ client, db }) => work({ ...createAdminParts(client, db, options), rules }));
  } catch (fault) {
    if (!(fault instanceof StartFault)) throw fault;
    return refuse(fault.message);
  }
}

/** Says in one sentence why nothing is done. */
export function refuse(why: string): number {
  process.stderr.write(`dead-letters: ${why}\n`);
  return NOT_DONE;
}
