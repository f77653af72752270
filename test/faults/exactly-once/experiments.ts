import type { Experiment } from './support/line.js';

export { CRASH_IN_API_DRAIN, CRASH_IN_INDEX_CREATION, CRASH_IN_REAPER, CRASH_IN_WORKER_DRAIN, CRASH_POINTS } from './crash-points.js';
export { FREEZE_POINTS, FREEZES } from './freezes.js';

// Everything that is exported here is in docs/faults.md; the same holds for the other folders' experiments.ts.

export const API_KILLED: Experiment = { test: 'api-killed', about: 'kill -9 of an API, again and again', level: 'safe' };
export const WORKER_KILLED: Experiment = { test: 'worker-killed', about: 'kill -9 of a worker, again and again', level: 'safe' };
export const REDIS_KILLED: Experiment = { test: 'redis-killed', about: 'kill -9 of redis-server, again and again', level: 'safe' };
export const MONGOD_KILLED: Experiment = { test: 'mongod-killed', about: 'kill -9 of mongod, again and again', level: 'safe' };
export const ALL_KILLED: Experiment = { test: 'all-killed', about: 'kill -9 of all processes and both servers at once', level: 'safe' };
export const CHAOS: Experiment = {
  test: 'chaos',
  about: 'kill -9 and SIGSTOP of APIs, workers, redis-server and mongod, each at its own random times',
  level: 'safe',
};
