import { defineExperiment, type Experiment } from '../exactly-once/support/line.js';

export const PRIMARY_KILLED = defineExperiment('primary-killed', 'kill -9 of the primary of three mongods');
export const PRIMARY_STEPPED_DOWN = defineExperiment('primary-stepped-down', 'the primary of three mongods steps down');
export const LEDGER_FAILPOINTS = defineExperiment(
  'ledger-failpoints',
  'commands of the transaction fail in each of seven ways, one to five times or by chance',
);

export const LEDGER_CONNECTIONS_RESET = defineExperiment(
  'ledger-connections-reset',
  'all connections to MongoDB are reset, again and again',
);

const POWER_LOSS = 'kill -9 of Redis, and its disk has only what had really been written to it';

export const REDIS_LOSES_POWER: readonly Experiment[] = [
  defineExperiment('power-loss-safe', POWER_LOSS),
  { ...defineExperiment('power-loss-fast', POWER_LOSS), level: 'fast', mayLose: 'Redis writes to its disk once a second, so a power cut may cost what was answered in the last second before it' },
];

const PROMOTION = 'kill -9 of Redis, and its replica, 60 ms behind, takes its place';
const NO_WAIT = 'the answer does not wait for the replica: what had not reached it is lost with the node that had it';

export const REPLICA_PROMOTED: readonly Experiment[] = [
  { ...defineExperiment('replica-promoted-fast', PROMOTION), level: 'fast', mayLose: NO_WAIT },
  { ...defineExperiment('replica-promoted-safe', PROMOTION), mayLose: NO_WAIT },
  { ...defineExperiment('replica-promoted-replicated', PROMOTION), level: 'replicated' },
];

export const REDIS_SWITCHED_OVER = defineExperiment(
  'redis-switched-over',
  'FAILOVER: Redis and its replica, 60 ms behind, change places, and both go on',
);

export const REDIS_MEMORY_FULL = defineExperiment('redis-memory-full', 'Redis has no memory left, for seconds');
export const REDIS_DISK_FULL = defineExperiment('redis-disk-full', 'the disk of Redis is full');
export const LEDGER_DISK_FULL = defineExperiment('ledger-disk-full', 'the disk of MongoDB is full');

export const LOG_SINK_DOWN = defineExperiment('log-sink-down', 'the receiver of the logs never answers, and then is gone');
export const LEDGER_AWAY_AT_START = defineExperiment('ledger-away-at-start', 'API and worker start while mongod is down');
export const REDIS_DIES_AS_WORKERS_START = defineExperiment(
  'redis-dies-as-workers-start',
  'kill -9 of Redis just when a worker opens its connections, again and again',
);

export const HOT_USER = defineExperiment('hot-user', "one user sends half of all clicks, the others by Zipf's law");
