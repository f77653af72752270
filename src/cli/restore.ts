import { Command, Option } from 'commander';
import { restoreBackup, type RestoreOptions } from './restore/restore-command.js';

/** `restore`: fills empty stores from a backup. */
export function createRestoreCommand(): Command {
  return new Command('restore')
    .description('write a backup to a Redis and a MongoDB that hold nothing of the pipeline yet')
    .requiredOption('--from <folder>', 'what backup wrote')
    .addOption(new Option('--only <store>', 'leave the other store as it is').choices(['redis', 'mongodb']))
    .action(async (options: RestoreOptions) => {
      process.stdout.write(`${await restoreBackup(options, { env: process.env, folder: process.cwd() })}\n`);
    });
}
