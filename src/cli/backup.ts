import { Command } from 'commander';
import { makeBackup } from './backup/backup-command.js';

/** `backup`: a copy of Redis and MongoDB that fit together, while everything runs. */
export function createBackupCommand(): Command {
  return new Command('backup')
    .description('copy Redis and MongoDB into a folder, while everything runs')
    .requiredOption('--to <folder>', 'a folder that is empty, or not there yet')
    .action(async ({ to }: { to: string }) => {
      process.stdout.write(`${await makeBackup(to, { env: process.env, folder: process.cwd() })}\n`);
    });
}
