import { CRASH_IN_API_DRAIN, CRASH_IN_INDEX_CREATION, CRASH_IN_REAPER, CRASH_IN_WORKER_DRAIN, CRASH_POINTS } from './crash-points.js';
import type { Experiment } from './support/line.js';

export const API_KILLED: Experiment = { test: 'api-killed', about: 'kill -9 of an API, again and again', level: 'safe' };
export const WORKER_KILLED: Experiment = { test: 'worker-killed', about: 'kill -9 of a worker, again and again', level: 'safe' };
export const REDIS_KILLED: Experiment = { test: 'redis-killed', about: 'kill -9 of redis-server, again and again', level: 'safe' };
export const MONGOD_KILLED: Experiment = { test: 'mongod-killed', about: 'kill -9 of mongod, again and again', level: 'safe' };

/** Everything that this folder tries. */
export const EXPERIMENTS: readonly Experiment[] = [
  ...[API_KILLED, WORKER_KILLED, REDIS_KILLED, MONGOD_KILLED],
  ...CRASH_POINTS,
  ...[CRASH_IN_REAPER, CRASH_IN_API_DRAIN, CRASH_IN_WORKER_DRAIN, CRASH_IN_INDEX_CREATION],
];
