import { Command } from 'commander';
import { repairWithConfirmation, type RepairOptions } from './repair-account/repair-command.js';

/** `repair-account`: puts an account right that somebody changed by hand. */
export function createRepairAccountCommand(): Command {
  return new Command('repair-account')
    .description('give a user\'s account the fields that the rows of its clicks tell: says what would change, and asks first')
    .argument('<user>', 'the user')
    .option('--dry-run', 'only say what would change', false)
    .option('--yes', 'do not ask', false)
    .action(async (user: string, options: RepairOptions) => {
      await repairWithConfirmation(user, options, { env: process.env, folder: process.cwd() });
    });
}
