import { join } from 'node:path';
import { createFindRows } from '../../ledger/find-rows.js';
import { findStores } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger } from '../open-ledger.js';
import { readStackFile } from '../stack-file.js';
import { readPosted, type PostedClick, type Span } from './read-posted.js';

export type FindMissingOptions = { readonly for: number; readonly logs?: string };

/** Nothing could be compared: nothing is said about the clicks. */
const NOT_COMPARED = 2;

/** Runs the command; the result is the exit code: 0 none is missing, 1 some are, 2 it could not be compared. */
export async function findMissing(from: number, { for: lengthMs, logs }: FindMissingOptions): Promise<number> {
  try {
    const posted = await readPosted(logs ?? logsOfStack(), { from, to: from + lengthMs });
    return posted.length === 0 ? sayNothing({ from, to: from + lengthMs }) : await compare(posted);
  } catch (fault) {
    process.stderr.write(`find-missing: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    return NOT_COMPARED;
  }
}

function logsOfStack(): string {
  const logs = readStackFile(join(process.cwd(), 'var'))?.logs;
  if (logs === undefined) throw new Error("no stack runs in this folder: name the folder that the worker's log lines are in with --logs");
  return logs;
}

async function compare(posted: readonly PostedClick[]): Promise<number> {
  const stores = findStores({ env: process.env, folder: process.cwd() });
  const known = await withLedger(stores, ({ db }) => createFindRows(db, { commandMs: LEDGER_COMMAND_MS })(posted.map(({ clickId }) => clickId)));
  const missing = posted.filter(({ clickId }) => !known.has(clickId));
  process.stdout.write(`posted=${posted.length} in_ledger=${posted.length - missing.length} missing=${missing.length}\n`);
  for (const { clickId, batchId, at } of missing) process.stdout.write(`missing: ${clickId}, posted ${at} in batch ${batchId}\n`);
  return missing.length === 0 ? 0 : 1;
}

function sayNothing({ from, to }: Span): number {
  process.stderr.write(`find-missing: no worker posted a click from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}, says its log; is it the right minute, in UTC?\n`);
  return NOT_COMPARED;
}
