import { Command } from 'commander';
import { durationOption } from './arguments.js';
import { audit, type AuditOptions } from './audit/audit-command.js';

export function createAuditCommand(): Command {
  return new Command('audit')
    .description('compare the journal of a load with queue and ledger; exit code 1 if they disagree')
    .requiredOption('--journal <file>', 'what load wrote')
    .addOption(durationOption('--wait <time>', 'how long to wait for clicks that are still in the queue', '60s'))
    .option('--all', 'name every click that is wrong, not the first ten of each kind', false)
    .action(async (options: AuditOptions) => {
      process.exitCode = await audit(options);
    });
}
