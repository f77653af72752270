import { Command } from 'commander';
import { StartFault } from '../embedded/start-fault.js';
import { repairWithConfirmation, type RepairOptions } from './repair-account/repair-command.js';
import { repairRefusedWithConfirmation } from './repair-account/repair-refused.js';

/** `repair-account`: puts accounts right that somebody changed by hand. */
export function createRepairAccountCommand(): Command {
  return new Command('repair-account')
    .description("give a user's account the fields that the rows of its clicks tell: says what would change, and asks first")
    .argument('[user]', 'the user')
    .option('--refused', 'instead of one user: all whose failed clicks are open because MongoDB refused them', false)
    .option('--dry-run', 'only say what would change', false)
    .option('--yes', 'do not ask', false)
    .action(async (user: string | undefined, options: RepairOptions & { readonly refused: boolean }) => {
      const sources = { env: process.env, folder: process.cwd() };
      if ((user === undefined) !== options.refused) throw new StartFault('Name one user, or say --refused for all whose failed clicks MongoDB refused; see --help.');
      if (user !== undefined) await repairWithConfirmation(user, options, sources);
      else process.exitCode = await repairRefusedWithConfirmation(options, sources);
    });
}
