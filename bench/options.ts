import { parseArgs } from 'node:util';

export const PHASES = ['accept', 'drain', 'whole', 'half', 'steady', 'many', 'tickets', 'workers', 'memory', 'idle'] as const;
export type Phase = (typeof PHASES)[number];

/** What the same build is compared with: itself with a part switched on or off. */
export const PARTS = ['observed', 'shipping', 'tracing'] as const;
export type Part = (typeof PARTS)[number];

export type BenchOptions = {
  readonly rounds: number;
  /** Length of each measurement. */
  readonly seconds: number;
  readonly connections: number;
  /** Clicks a second of the phases `steady` and `workers`. */
  readonly rate: number;
  /** Names of the contenders to measure; all when it is empty. */
  readonly only: readonly string[];
  readonly phases: readonly Phase[];
  /** A git reference to compare with. */
  readonly against?: string;
  readonly compare?: Part;
};

export const USAGE = `npm run bench -- [options]
  --rounds N          how often each contender is measured (default 5; at least 10 with --against or --compare)
  --seconds N         length of each measurement (default 4)
  --connections N     connections of the load generator (default 100)
  --rate N            clicks a second of the phases steady and workers (default 4000)
  --only a,b          contenders: floor, plain, ours
  --phases a,b        ${PHASES.join(', ')}
  --against REF       compare this checkout with another version of it, in pairs
  --compare PART      what a part costs, in pairs: ${PARTS.join(', ')}`;

const ROUNDS = 5;
/** Fewer pairs give no useful interval. */
const LEAST_PAIRS = 10;

type Pairs = 'against' | 'compare' | undefined;

/** Memory and idling hardly change from run to run: two versions are compared by what does. A part costs CPU. */
const DEFAULT_PHASES: Readonly<Record<'alone' | 'against' | 'compare', readonly Phase[]>> = {
  alone: PHASES.filter((phase) => phase !== 'steady'),
  against: ['accept', 'drain', 'whole', 'half'],
  compare: ['steady', 'accept', 'drain'],
};

/** @throws Error, with the usage, when an option is unknown or makes no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '100' },
      rate: { type: 'string', default: '4000' },
      only: { type: 'string', default: '' },
      phases: { type: 'string' },
      against: { type: 'string' },
      compare: { type: 'string' },
    },
  });
  const { against, compare } = values;
  if (against !== undefined && compare !== undefined) throw new Error('--against and --compare are two comparisons: choose one');
  const pairs: Pairs = against !== undefined ? 'against' : compare !== undefined ? 'compare' : undefined;
  return {
    rounds: readRounds(values.rounds, pairs),
    seconds: positive('seconds', values.seconds),
    connections: Math.ceil(positive('connections', values.connections)),
    rate: positive('rate', values.rate),
    only: list(values.only),
    phases: values.phases === undefined ? DEFAULT_PHASES[pairs ?? 'alone'] : list(values.phases).map(oneOf('phase', PHASES)),
    ...(against !== undefined && { against }),
    ...(compare !== undefined && { compare: oneOf('part', PARTS)(compare) }),
  };
}

function readRounds(text: string | undefined, pairs: Pairs): number {
  const rounds = positive('rounds', text ?? String(pairs ? LEAST_PAIRS : ROUNDS));
  if (pairs && rounds < LEAST_PAIRS) throw new Error(`--${pairs} needs at least ${LEAST_PAIRS} rounds`);
  return Math.ceil(rounds);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0\n${USAGE}`);
  return value;
}

function list(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

function oneOf<Name extends string>(kind: string, names: readonly Name[]) {
  return (text: string): Name => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new Error(`there is no ${kind} ${text}\n${USAGE}`);
    return found;
  };
}
