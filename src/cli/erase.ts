import { Command } from 'commander';
import { durationOption } from './arguments.js';
import { eraseWithConfirmation, type EraseOptions } from './erase/erase-command.js';

/** `erase`: removes a user from ledger, dead letters, accounts and Redis. */
export function createEraseCommand(): Command {
  return new Command('erase')
    .description('erase a user; what is left of each click says that it was posted, and of whom no more')
    .requiredOption('--user <name>', 'the user')
    .addOption(durationOption('--wait <time>', 'how long to wait for the user\'s clicks that are in the queue', '60s'))
    .option('--dry-run', 'only say what there is', false)
    .option('--yes', 'do not ask', false)
    .action(async (options: EraseOptions) => {
      process.stdout.write(`${await eraseWithConfirmation(options, { env: process.env, folder: process.cwd() })}\n`);
    });
}
