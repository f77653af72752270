import { Command } from 'commander';
import { durationOption } from './arguments.js';
import { audit } from './audit/audit-command.js';

export function createAuditCommand(): Command {
  return new Command('audit')
    .description('compare the journal of a load with queue and ledger; exit code 1 if they disagree')
    .requiredOption('--journal <file>', 'what load wrote')
    .addOption(durationOption('--wait <time>', 'how long to wait for clicks that are still in the queue', '60s'))
    .action(async (options: { journal: string; wait: number }) => {
      process.exitCode = await audit(options);
    });
}
