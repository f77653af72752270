import type * as LoggerModule from '../../../src/telemetry/logger.js';
import type * as RegistryModule from '../../../src/telemetry/registry.js';
import type * as AdmissionModule from '../../../src/telemetry/with-metrics/admission.js';
import type * as ConservationModule from '../../../src/telemetry/with-metrics/conservation.js';
import type * as LettersModule from '../../../src/telemetry/with-metrics/dead-letters.js';
import type * as DependenciesModule from '../../../src/telemetry/with-metrics/dependencies.js';
import type * as HttpModule from '../../../src/telemetry/with-metrics/http.js';
import type * as ShippingModule from '../../../src/telemetry/with-metrics/log-shipping.js';
import type * as QueueModule from '../../../src/telemetry/with-metrics/queue-gauges.js';
import type * as RedisModule from '../../../src/telemetry/with-metrics/redis-latency.js';
import type * as StateModule from '../../../src/telemetry/with-metrics/worker-state.js';
import type * as WorkerModule from '../../../src/telemetry/with-metrics/worker.js';

// The wrappers give back what they are given, and nothing is counted, timed or written.
// Each has the type of what it stands in for.
const ignore = (): void => undefined;

export { LOG_LEVELS } from '../../../src/telemetry/logger.js';
export { OUTAGE_SENTENCES } from '../../../src/telemetry/with-metrics/worker-state.js';

export const createLogger: typeof LoggerModule.createLogger = () => ({
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  reportFault: ignore,
  close: () => Promise.resolve(),
});

const handle = { add: ignore, set: ignore, observe: ignore };
const page = { beforeScrape: ignore, render: () => Promise.resolve({ contentType: 'text/plain', body: '' }) };

export const createMetrics: typeof RegistryModule.createMetrics = () =>
  new Proxy(page, { get: (target, name) => Reflect.get(target, name) ?? handle }) as never;

export const createHttpTelemetry: typeof HttpModule.createHttpTelemetry = () => ({
  plugin: (_app, _options, done) => done(),
  noteDepth: ignore,
});

export const observeRedisLatency: typeof RedisModule.observeRedisLatency = () => ignore;
export const registerDependencies: typeof DependenciesModule.registerDependencies = ignore;
export const registerLogShipping: typeof ShippingModule.registerLogShipping = ignore;
export const registerQueueGauges: typeof QueueModule.registerQueueGauges = ignore;
export const withAdmissionMetrics: typeof AdmissionModule.withAdmissionMetrics = (admission) => admission;
export const withReadLimiterMetrics: typeof AdmissionModule.withReadLimiterMetrics = (limiter) => limiter;
export const withConservationTelemetry: typeof ConservationModule.withConservationTelemetry = (check) => check;
export const withLetterTelemetry: typeof LettersModule.withLetterTelemetry = (summarizeOpen) => async () => void (await summarizeOpen());
export const withRemovalLog: typeof LettersModule.withRemovalLog = (remove) => remove;
export const createOutageReporter: typeof StateModule.createOutageReporter = () => ignore;
export const withFetchTelemetry: typeof StateModule.withFetchTelemetry = (worker) => worker;
export const withJobTelemetry: typeof WorkerModule.withJobTelemetry = (processJob) => processJob;
export const withLedgerMetrics: typeof WorkerModule.withLedgerMetrics = (poster) => poster;
