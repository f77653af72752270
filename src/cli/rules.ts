import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { QueueThresholds } from '../../observability/queue-profile/thresholds.js';
import { StartFault } from '../embedded/start-fault.js';
import { parseCount, parseDuration } from './arguments.js';
import { readRunbooks } from './read-runbooks.js';

type RulesOptions = {
  readonly depth: number;
  /** Seconds. */
  readonly lag: number;
  readonly failures: number;
  readonly stall: QueueThresholds['stall'];
  readonly out?: string;
  readonly runbooksUrl?: string;
  readonly dashboardsUrl: string;
};

/** `rules`: what Prometheus, Alertmanager and Grafana need to watch BullMQ queues that the exporter shows. */
export function createRulesCommand(): Command {
  return new Command('rules')
    .description('write Prometheus rules, dashboards and runbooks for BullMQ queues that the exporter watches')
    .addOption(new Option('--profile <name>', 'for what: any BullMQ queue').choices(['queue']).default('queue'))
    .addOption(new Option('--depth <jobs>', 'alert when more jobs wait').argParser(parseCount).default(500))
    .addOption(new Option('--lag <duration>', 'alert when a job waits for longer').argParser(parseSeconds).default(60, '60s'))
    .addOption(new Option('--failures <jobs>', 'alert when more jobs fail for good in 15 minutes').argParser(parseCount).default(10))
    .addOption(new Option('--stall <duration>', 'alert when jobs wait and none ends for so long; longer than the longest job').argParser(parseWindow).default('5m'))
    .option('--out <folder>', 'where the files go; what else is there stays')
    .addOption(new Option('--runbooks-url <address>', 'where runbooks/ can be read; the written files, if not said').argParser(parseAddress))
    .addOption(new Option('--dashboards-url <address>', "Grafana's dashboards").argParser(parseAddress).default('http://127.0.0.1:3000/d'))
    .action(writeRules);
}

async function writeRules({ out, depth, lag, failures, stall, runbooksUrl, dashboardsUrl }: RulesOptions): Promise<void> {
  if (out === undefined) {
    throw new StartFault('Say where the files go: --out out/ (they are a folder, which cannot be written by a ">").');
  }
  // Only now: the builder of dashboards is large, and no other command needs it.
  const { generateQueueProfile } = await import('../../observability/queue-profile/generate-queue-profile.js');
  const { writeFiles } = await import('../../observability/generated-folder.js');
  const folder = resolve(out);
  const files = generateQueueProfile({
    thresholds: { depth, lagSeconds: lag, failures, stall },
    links: { runbooks: runbooksUrl ?? pathToFileURL(join(folder, 'runbooks')).href, runbookEnding: '.md', dashboards: dashboardsUrl, logs: '', logStore: 'loki' },
    runbooks: readRunbooks('observability/queue-profile/runbooks'),
  });
  try {
    writeFiles(folder, files);
  } catch (fault) {
    throw new StartFault(`The files cannot be written: ${fault instanceof Error ? fault.message : String(fault)}.`);
  }
  console.log(`${files.length} files are in ${out}; what to do with them is in ${join(out, 'README.md')}`);
}

function parseSeconds(text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (seconds < 1) throw new InvalidArgumentError('Write at least 1s.');
  return seconds;
}

/** A window of Prometheus, which needs some scrapes in it. */
function parseWindow(text: string): QueueThresholds['stall'] {
  const seconds = parseDuration(text) / 1000;
  if (seconds < 60 || !Number.isInteger(seconds)) throw new InvalidArgumentError('Write whole seconds, at least 1m.');
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** Without slashes at its end, since names are appended to it. */
function parseAddress(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError('Write a whole address: https://runbooks.example.org/queues');
  return text.replace(/\/+$/, '');
}
