import { defineExperiment } from './support/line.js';

export { CRASH_POINTS, CRASH_IN_REAPER, CRASHES_IN_DRAIN, CRASH_IN_INDEX_CREATION } from './crash-points.js';
export { FREEZE_POINTS, FREEZES } from './freezes.js';

// Everything that is exported here is in docs/faults.md; the same holds for the other folders' experiments.ts.

export const API_KILLED = defineExperiment('api-killed', 'kill -9 of an API, again and again');
export const WORKER_KILLED = defineExperiment('worker-killed', 'kill -9 of a worker, again and again');
export const REDIS_KILLED = defineExperiment('redis-killed', 'kill -9 of redis-server, again and again');
export const MONGOD_KILLED = defineExperiment('mongod-killed', 'kill -9 of mongod, again and again');
export const ALL_KILLED = defineExperiment('all-killed', 'kill -9 of all processes and both servers at once');
export const CHAOS = defineExperiment('chaos', 'kill -9 and SIGSTOP of APIs, workers, redis-server and mongod, each at its own random times');
export const POISON = defineExperiment('poison', 'a click that kills every worker that credits it, among others');
