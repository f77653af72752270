import { Command, InvalidArgumentError } from 'commander';
import { MOST_QUEUES } from '../exporter/label-values.js';
import type { ExporterCommandOptions } from './exporter/run-exporter.js';

const STANDARD_MOST_QUEUES = 100;

/** `exporter`: the sidecar that shows any BullMQ queue to Prometheus and writes nothing. */
export function createExporterCommand(): Command {
  return new Command('exporter')
    .description('export metrics of any BullMQ queue, read only')
    .option('--redis-url <url>', 'address of Redis, of its Sentinels or of its cluster (default: REDIS_URL)')
    .option('--queue <name>', 'watch this queue, NAME or PREFIX:NAME; may be given again', addTo, [])
    .option('--prefix <prefix>', 'prefix of names that have none (default: bull)')
    .option('--discover', 'watch every queue that is found')
    .option('--max-queues <n>', `watch this many at most, up to ${MOST_QUEUES}`, parseMostQueues, STANDARD_MOST_QUEUES)
    .option('--failure-codes <file>', 'JSON list of rules that give texts of failures a code')
    .option('--tls-ca <file>', 'certificates to trust, for an address with rediss')
    .option('--port <port>', 'port to listen on', parsePort, 8082)
    .action(async (options: ExporterCommandOptions, command: Command) => {
      if (options.discover && options.queue.length > 0) command.error('error: say --queue NAME or --discover, not both');
      const { runExporter } = await import('./exporter/run-exporter.js');
      await runExporter(options, process.env);
    });
}

function addTo(value: string, list: readonly string[]): readonly string[] {
  return [...list, value];
}

function parsePort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.');
  return port;
}

function parseMostQueues(text: string): number {
  const most = Number(text);
  if (!Number.isInteger(most) || most < 1 || most > MOST_QUEUES) throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST_QUEUES}.`);
  return most;
}
