import { PipelineError } from '../../click/codes.js';
import { createAdminParts } from '../admin-parts.js';
import { findStores, type Stores } from '../find-stores.js';
import { openMongo } from '../open-mongo.js';

const COMMAND_MS = 10_000;

/** Nothing could be read, or nothing was done. */
export const NOT_DONE = 2;

export type OpenedLetters = ReturnType<typeof openLetters>;

/** Runs `work` with the letters of the stack that runs here, else of the settings; the result is the exit code. */
export async function withLetters(work: (opened: OpenedLetters) => Promise<number>): Promise<number> {
  const opened = openLetters(findStores({ env: process.env, folder: process.cwd() }));
  try {
    return await work(opened);
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault;
    return refuse(fault.code === 'LEDGER_UNAVAILABLE' ? `MongoDB did not answer (${fault.message}): check that it runs, and MONGODB_URL; then repeat the command.` : fault.message);
  } finally {
    await opened.close();
  }
}

function openLetters({ mongodbUrl, mongodbDatabase, rewardRules: rules }: Stores) {
  const client = openMongo(mongodbUrl);
  const parts = createAdminParts(client, client.db(mongodbDatabase), { rules, commandMs: COMMAND_MS, mayDie: true });
  return { ...parts, rules, close: () => client.close() };
}

/** Says in one sentence why nothing is done. */
export function refuse(why: string): number {
  process.stderr.write(`dead-letters: ${why}\n`);
  return NOT_DONE;
}
