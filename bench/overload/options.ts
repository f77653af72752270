import { parseArgs } from 'node:util';

export type OverloadOptions = {
  /** Clicks a second that are offered to a queue that is full. */
  readonly rate: number;
  /** Clicks a second that the worker credits at most. */
  readonly workerRate: number;
  /** Most clicks accepted and not finished. */
  readonly cap: number;
  /** How long each run lasts; the first ten of them are not counted. */
  readonly seconds: number;
  /** Connections that keep the HTTP process busy in the second run. */
  readonly connections: number;
};

const USAGE = `npm run bench:overload -- [options]
  --rate N          clicks a second offered (default 3000)
  --worker-rate N   clicks a second that the worker credits at most (default 300)
  --cap N           most clicks accepted and not finished (default 500)
  --seconds N       how long each of the two runs lasts, 20 or more (default 60)
  --connections N   connections of the second run (default 200)`;

/** @throws Error, with the usage, when an option is unknown or makes no sense. */
export function readOverloadOptions(args: readonly string[]): OverloadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string', default: '3000' },
      'worker-rate': { type: 'string', default: '300' },
      cap: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '60' },
      connections: { type: 'string', default: '200' },
    },
  });
  return {
    rate: count('rate', values.rate),
    workerRate: count('worker-rate', values['worker-rate']),
    cap: count('cap', values.cap),
    seconds: count('seconds', values.seconds, 20),
    connections: count('connections', values.connections),
  };
}

function count(name: string, text: string, least = 1): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number, ${least} or more\n${USAGE}`);
  return value;
}
