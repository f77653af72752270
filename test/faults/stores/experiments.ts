import type { Experiment, Level } from '../exactly-once/support/line.js';

export const PRIMARY_KILLED: Experiment = { test: 'primary-killed', about: 'kill -9 of the primary of three mongods', level: 'safe' };
export const PRIMARY_STEPPED_DOWN: Experiment = { test: 'primary-stepped-down', about: 'the primary of three mongods steps down', level: 'safe' };
export const LEDGER_FAILPOINTS: Experiment = {
  test: 'ledger-failpoints',
  about: 'commands of the transaction fail in seven ways, one to five times or by chance',
  level: 'safe',
};

export const LEDGER_CONNECTIONS_RESET: Experiment = {
  test: 'ledger-connections-reset',
  about: 'all connections to MongoDB are reset, again and again',
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

export const REDIS_MEMORY_FULL: Experiment = { test: 'redis-memory-full', about: 'Redis has no memory left, for seconds', level: 'safe' };
export const REDIS_DISK_FULL: Experiment = { test: 'redis-disk-full', about: 'the disk of Redis is full', level: 'safe' };
export const LEDGER_DISK_FULL: Experiment = { test: 'ledger-disk-full', about: 'the disk of MongoDB is full', level: 'safe' };

export const LOG_SINK_DOWN: Experiment = { test: 'log-sink-down', about: 'the receiver of the logs never answers, and then is gone', level: 'safe' };
export const LEDGER_AWAY_AT_START: Experiment = { test: 'ledger-away-at-start', about: 'API and worker start while mongod is down', level: 'safe' };
export const REDIS_DIES_AS_WORKERS_START: Experiment = {
  test: 'redis-dies-as-workers-start',
  about: 'kill -9 of Redis just when a worker opens its connections, again and again',
  level: 'safe',
};

export const HOT_USER: Experiment = { test: 'hot-user', about: "one user sends half of all clicks, the others by Zipf's law", level: 'safe' };
