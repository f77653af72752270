import { Command } from 'commander';
import { durationOption, parseMinute } from './arguments.js';
import { findMissing, type FindMissingOptions } from './find-missing/find-missing-command.js';

/** `find-missing`: rows that were in the ledger and are not in it any more. */
export function createFindMissingCommand(): Command {
  return new Command('find-missing')
    .description("name the clicks that the worker's log says were posted, and that the ledger does not have; exit code 1 if there are any, 2 if it could not compare")
    .argument('<minute>', 'from when on they were posted, in UTC: 2026-01-31T12:34', parseMinute)
    .addOption(durationOption('--for <time>', 'for how long from then on', '2m'))
    .option('--logs <folder>', 'where worker.ndjson is; that of the stack that runs here, if not said')
    .action(async (from: number, options: FindMissingOptions) => {
      process.exitCode = await findMissing(from, options);
    });
}
