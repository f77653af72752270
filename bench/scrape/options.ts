import { parseArgs } from 'node:util';

export type ScrapeOptions = {
  /** Pages that are read of each process in each state. */
  readonly scrapes: number;
  /** Clicks that wait while the backlog is measured. */
  readonly backlog: number;
  /** Clicks that are finished in the end. */
  readonly finished: number;
};

const USAGE = `npm run bench:scrape -- [options]
  --scrapes N    pages read of each process in each state (default 200)
  --backlog N    clicks that wait (default 5000)
  --finished N   clicks that are finished in the end (default 1000000)`;

/** @throws Error, with the usage, when an option is unknown or makes no sense. */
export function readScrapeOptions(args: readonly string[]): ScrapeOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scrapes: { type: 'string', default: '200' },
      backlog: { type: 'string', default: '5000' },
      finished: { type: 'string', default: '1000000' },
    },
  });
  const { scrapes, backlog, finished } = values;
  return { scrapes: count('scrapes', scrapes), backlog: count('backlog', backlog), finished: count('finished', finished) };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0\n${USAGE}`);
  return value;
}
