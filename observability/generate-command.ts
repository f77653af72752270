import { parseArgs } from 'node:util';
import { LOCAL_LINKS, LOG_STORES, type Links, type LogStore } from './config.js';
import { generateFiles } from './generate.js';
import { findDifferences, replaceFiles } from './generated-folder.js';

export const USAGE = `npm run generate -- [options]
  --runbooks-url URL      where the runbooks are served (default ${LOCAL_LINKS.runbooks})
  --dashboards-url URL    where Grafana shows dashboards (default ${LOCAL_LINKS.dashboards})
  --logs-url URL          where Grafana's Explore shows log lines (default ${LOCAL_LINKS.logs})
  --logs STORE            which store has them: ${LOG_STORES.join(' or ')} (default ${LOCAL_LINKS.logStore})
  --check                 write nothing; exit code 1 when a file is not what would be written`;

/**
 * Writes observability/generated/, or compares it.
 *
 * @returns the lines to be printed, and whether all is well
 * @throws Error, with the usage, when an option is unknown, an address is none, or a log store is not known
 */
export function runGenerate(args: readonly string[], folder: string): { readonly lines: readonly string[]; readonly ok: boolean } {
  const { check, links } = readOptions(args);
  const files = generateFiles(links);
  if (!check) {
    replaceFiles(folder, files);
    return { lines: [`${files.length} files are in observability/generated/`], ok: true };
  }
  const differences = findDifferences(folder, files);
  if (differences.length === 0) return { lines: [`${files.length} files are as generated`], ok: true };
  return { lines: [...differences, 'npm run generate writes them anew'], ok: false };
}

function readOptions(args: readonly string[]): { check: boolean; links: Links } {
  const { values } = parse(args);
  const links = {
    runbooks: toAddress(values['runbooks-url'] ?? LOCAL_LINKS.runbooks),
    dashboards: toAddress(values['dashboards-url'] ?? LOCAL_LINKS.dashboards),
    logs: toAddress(values['logs-url'] ?? LOCAL_LINKS.logs),
    logStore: toLogStore(values.logs ?? LOCAL_LINKS.logStore),
  };
  return { check: values.check ?? false, links };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean' },
        'runbooks-url': { type: 'string' },
        'dashboards-url': { type: 'string' },
        'logs-url': { type: 'string' },
        logs: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

/** Without slashes at its end, since names are appended to it. */
function toAddress(text: string): string {
  if (!URL.canParse(text)) throw new Error(`${text} is not an address\n${USAGE}`);
  return text.replace(/\/+$/, '');
}

function toLogStore(text: string): LogStore {
  const store = LOG_STORES.find((each) => each === text);
  if (store === undefined) throw new Error(`${text} is no log store\n${USAGE}`);
  return store;
}
