import { Command } from 'commander';
import { reopenAdmission, type ReopenOptions } from './reopen/reopen-admission.js';

/** `reopen`: clicks are accepted again on a Redis that has forgotten some. */
export function createReopenCommand(): Command {
  return new Command('reopen')
    .description('accept clicks again on a Redis that has lost some: says what is known of it, and asks first')
    .option('--yes', 'do not ask; needed where there is no terminal', false)
    .action(async (options: ReopenOptions) => {
      process.stdout.write(`${await reopenAdmission(options, { env: process.env, folder: process.cwd() })}\n`);
    });
}
