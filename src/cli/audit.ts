import { Command } from 'commander';
import { parseDuration } from './arguments.js';
import { audit } from './audit/audit-command.js';

export function createAuditCommand(): Command {
  return new Command('audit')
    .description('compare the journal of a load with queue and ledger; exit code 1 if they disagree')
    .requiredOption('--journal <file>', 'what load wrote')
    .option('--wait <time>', 'how long to wait for clicks that are still in the queue', parseDuration, 60_000)
    .action(async (options: { journal: string; wait: number }) => {
      process.exitCode = await audit(options);
    });
}
