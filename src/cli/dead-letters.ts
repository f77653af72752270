import { Command, Option } from 'commander';
import { ERROR_CODES } from '../click/codes.js';
import { parseCount, parseDuration, parseRate } from './arguments.js';
import { listLetters, type ListOptions } from './dead-letters/list-letters.js';
import { MOST_UNASKED, replayChosen, type ReplayOptions } from './dead-letters/replay-chosen.js';
import { showLetter } from './dead-letters/show-letter.js';

/** `dead-letters`: what failed and why, and another try. */
export function createDeadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('clicks that failed: list them, look at one, replay them')
    .addCommand(createListCommand())
    .addCommand(createShowCommand())
    .addCommand(createReplayCommand());
}

function createListCommand(): Command {
  return withFilter(new Command('list'))
    .description('list dead letters, the newest first')
    .addOption(new Option('--state <state>', 'which').choices(['open', 'replayed', 'all']).default('open'))
    .option('--oldest-first', 'in the order in which they failed')
    .option('--limit <count>', 'letters a page', parseCount, 20)
    .option('--cursor <cursor>', 'goes on where a page ended, which names it')
    .option('--json', 'for programs: one JSON document')
    .action(async (options: ListOptions) => {
      process.exitCode = await listLetters(options);
    });
}

function createShowCommand(): Command {
  return new Command('show')
    .description('show all that is known of a dead letter')
    .argument('<id>', 'the id of its click, or batch-ID')
    .option('--json', 'for programs: one JSON document')
    .action(async (id: string, options: { json?: true }) => {
      process.exitCode = await showLetter(id, options);
    });
}

function createReplayCommand(): Command {
  return withFilter(new Command('replay'))
    .description('credit failed clicks as the reward policy decides now, each once at most; exit code 1 if one fails again')
    .argument('[ids...]', 'dead letters; without any, those that the options choose, the oldest first')
    .option('--all', 'all that are open')
    .option('--limit <count>', `most letters; more than ${MOST_UNASKED} only with --allow-more-than-${MOST_UNASKED}`, parseCount, MOST_UNASKED)
    .option(`--allow-more-than-${MOST_UNASKED}`, 'lets --limit be as large as it says')
    .option('--rate <number>', 'letters a second', parseRate, 10)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--yes', 'do not ask; needed where there is no terminal')
    .option('--json', 'for programs: one JSON document')
    .action(async (ids: string[], options: ReplayOptions) => {
      process.exitCode = await replayChosen(ids, options);
    });
}

function withFilter(command: Command): Command {
  return command
    .option('--user <name>', 'those of this user')
    .addOption(new Option('--code <code>', 'those with this error code').choices(ERROR_CODES))
    .addOption(new Option('--older-than <time>', 'those that first failed longer ago: 1h, 2d').argParser(parseDuration))
    .addOption(new Option('--newer-than <time>', 'those that first failed since: 1h, 2d').argParser(parseDuration));
}
