import { Argument, Command } from 'commander';
import { API_SETTINGS, EXPORTER_SETTINGS, WORKER_SETTINGS } from '../config/config.js';
import { ConfigError, explainSettings, type ExplainedSetting } from '../config/read-settings.js';
import { showValue } from '../config/variables.js';

const EXPLAIN = {
  api: () => explainSettings(API_SETTINGS, process.env),
  worker: () => explainSettings(WORKER_SETTINGS, process.env),
  exporter: () => explainSettings(EXPORTER_SETTINGS, process.env),
};
type Reader = keyof typeof EXPLAIN;
const READERS = Object.keys(EXPLAIN) as Reader[];
/** What a whole pipeline needs. */
const STANDARD: readonly Reader[] = ['api', 'worker'];

/** `config`: whether processes could start with the settings that are set here, and what these are. */
export function createConfigCommand(): Command {
  return new Command('config')
    .description('say whether the settings of this environment can be used, and what they are')
    .addCommand(subcommand('check', 'name every setting that cannot be used; exit code 1 if there is one', checkSettings))
    .addCommand(subcommand('print', 'print every setting and where it came from, secrets hidden', printSettings));
}

function subcommand(name: string, description: string, action: (readers: readonly Reader[]) => void): Command {
  return new Command(name)
    .description(description)
    .addArgument(new Argument('[process]', 'of which process; of api and worker when not said').choices(READERS))
    .action((reader?: Reader) => action(reader === undefined ? STANDARD : [reader]));
}

/** @throws ConfigError with every fault of every process, each once. */
function checkSettings(readers: readonly Reader[]): void {
  const faults = new Set(readers.flatMap((reader) => EXPLAIN[reader]().faults));
  if (faults.size > 0) throw new ConfigError([...faults]);
  process.stdout.write(`The settings are good for ${readers.join(' and ')}.\n`);
}

/** In the form of an environment file: what is not set stands in it as a comment. */
function printSettings(readers: readonly Reader[]): void {
  const settings = new Map(readers.flatMap((reader) => EXPLAIN[reader]().settings.map((setting) => [setting.name, setting])));
  process.stdout.write([...settings.values()].map((setting) => `${lineOf(setting)}\n`).join(''));
}

function lineOf({ name, value, origin, notes }: ExplainedSetting): string {
  if (value === undefined) return `#${name}=`;
  return `${`${name}=${showValue(value, notes)}`.padEnd(60)} # ${origin}`;
}
