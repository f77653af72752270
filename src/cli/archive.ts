import { Command } from 'commander';
import { durationOption, parseDuration, parseRate } from './arguments.js';
import { archiveClicks, type ArchiveOptions } from './archive/archive-command.js';

/** `archive`: makes `clicks` small without giving up that each click is credited once. */
export function createArchiveCommand(): Command {
  return new Command('archive')
    .description('move the rows of old clicks to the collection clicks_archive; their ids stay, so that none is credited again')
    .addOption(durationOption('--older-than <time>', 'clicks that ended longer ago than this, 2d at least', '90d'))
    .option('--forget-after <time>', 'remove clicks older than this for good: their keys, sent again, credit again', parseDuration)
    .option('--rate <clicks>', 'most clicks a second', parseRate, 2000)
    .option('--dry-run', 'only say how many there are', false)
    .option('--yes', 'do not ask', false)
    .action(async (options: ArchiveOptions) => {
      process.stdout.write(`${await archiveClicks(options, { env: process.env, folder: process.cwd() })}\n`);
    });
}
