import { parseArgs } from 'node:util';

export const PHASES = ['accept', 'drain', 'whole', 'half', 'memory', 'idle'] as const;
export type Phase = (typeof PHASES)[number];

export type BenchOptions = {
  readonly rounds: number;
  /** Length of each measurement. */
  readonly seconds: number;
  readonly connections: number;
  /** Names of the contenders to measure; all when it is empty. */
  readonly only: readonly string[];
  readonly phases: readonly Phase[];
  /** A git reference to compare with. */
  readonly against?: string;
  /** Compares with the same build without metrics and log lines. */
  readonly observed: boolean;
};

export const USAGE = `npm run bench -- [options]
  --rounds N          how often each contender is measured (default 5; at least 10 with --against or --observed)
  --seconds N         length of each measurement (default 4)
  --connections N     connections of the load generator (default 100)
  --only a,b          contenders: floor, plain, ours
  --phases a,b        ${PHASES.join(', ')}
  --against REF       compare this checkout with another version of it, in pairs
  --observed          compare metrics and log lines on with off, in pairs`;

const ROUNDS = 5;
/** Fewer pairs give no useful interval. */
const LEAST_PAIRS = 10;

/** @throws Error, with the usage, when an option is unknown or makes no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '100' },
      only: { type: 'string', default: '' },
      phases: { type: 'string' },
      against: { type: 'string' },
      observed: { type: 'boolean', default: false },
    },
  });
  const { against, observed } = values;
  if (against !== undefined && observed) throw new Error('--against and --observed are two comparisons: choose one');
  const paired = against !== undefined ? '--against' : observed ? '--observed' : undefined;
  const rounds = positive('rounds', values.rounds ?? String(paired ? LEAST_PAIRS : ROUNDS));
  if (paired && rounds < LEAST_PAIRS) throw new Error(`${paired} needs at least ${LEAST_PAIRS} rounds`);
  return {
    rounds: Math.ceil(rounds),
    seconds: positive('seconds', values.seconds),
    connections: Math.ceil(positive('connections', values.connections)),
    only: list(values.only),
    phases: values.phases === undefined ? defaultPhases(paired) : list(values.phases).map(toPhase),
    observed,
    ...(against !== undefined && { against }),
  };
}

/** Memory and idling hardly change from run to run: two versions are compared by what does. Being observed costs CPU. */
function defaultPhases(paired: '--against' | '--observed' | undefined): readonly Phase[] {
  if (paired === '--observed') return ['accept', 'drain', 'whole'];
  return paired === undefined ? PHASES : ['accept', 'drain', 'whole', 'half'];
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0\n${USAGE}`);
  return value;
}

function list(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

function toPhase(name: string): Phase {
  const phase = PHASES.find((known) => known === name);
  if (!phase) throw new Error(`there is no phase ${name}\n${USAGE}`);
  return phase;
}
