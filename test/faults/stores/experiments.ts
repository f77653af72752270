import type { Experiment, Level } from '../exactly-once/support/line.js';

export const PRIMARY_KILLED: Experiment = { test: 'primary-killed', about: 'kill -9 of the primary of three mongods', level: 'safe' };
export const PRIMARY_STEPPED_DOWN: Experiment = { test: 'primary-stepped-down', about: 'the primary of three mongods steps down', level: 'safe' };
export const LEDGER_FAILPOINTS: Experiment = {
  test: 'ledger-failpoints',
  about: 'commands of the transaction fail in seven ways, one to five times or by chance',
  level: 'safe',
};

/** One for each level, with its name at the end; the levels in `lossy` print what they lost. */
function atLevels(levels: readonly Level[], lossy: readonly Level[], test: string, about: string): Experiment[] {
  return levels.map((level) => ({ test: `${test}-${level}`, about, level, ...(lossy.includes(level) && { mayLose: true as const }) }));
}

export const REDIS_LOSES_POWER = atLevels(
  ['safe', 'fast'],
  ['fast'],
  'power-loss',
  'kill -9 of Redis, and its disk has only what had really been written to it',
);

export const REPLICA_PROMOTED = atLevels(
  ['fast', 'safe', 'replicated'],
  ['fast', 'safe'],
  'replica-promoted',
  'kill -9 of Redis, and its replica, 60 ms behind, takes its place',
);

/** Everything that this folder tries. */
export const EXPERIMENTS: readonly Experiment[] = [
  ...[PRIMARY_KILLED, PRIMARY_STEPPED_DOWN, LEDGER_FAILPOINTS],
  ...REDIS_LOSES_POWER,
  ...REPLICA_PROMOTED,
];
