import type { Redis } from 'ioredis';
import type { StoreSettings, TraceSettings } from '../config/config.js';
import { createQueueStateReader } from '../queue/redis-queue-state.js';
import { createRedisKeys } from '../redis/redis-keys.js';
import type { ReportFault } from '../telemetry/fault-reporter.js';
import type { LogShipping } from '../telemetry/log-shipping/log-shipping.js';
import type { Logger } from '../telemetry/logger.js';
import type { ProcessName } from '../telemetry/metric-definition.js';
import { createMetrics, type Metrics } from '../telemetry/registry.js';
import type { Tracing } from '../telemetry/tracing.js';
import { registerDependencies } from '../telemetry/with-metrics/dependencies.js';
import { createHttpTelemetry, type HttpTelemetry } from '../telemetry/with-metrics/http.js';
import { registerLogShipping } from '../telemetry/with-metrics/log-shipping.js';
import { registerQueueGauges } from '../telemetry/with-metrics/queue-gauges.js';
import { observeRedisLatency } from '../telemetry/with-metrics/redis-latency.js';
import { createRequestTraces } from '../telemetry/with-traces/http.js';
import type { Lifecycle } from './lifecycle.js';
import { checkRedis, openRedis } from './open-redis.js';
import { openTracing } from './open-tracing.js';
import { runUntilStopped, type ProcessLogSettings } from './run-until-stopped.js';
import { readVersion } from './version.js';
import { watchDurability } from './watch-durability.js';

/** What the API and the worker have in common, opened and watched. */
export type OpenProcess<P extends ProcessName> = {
  readonly name: P;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly metrics: Metrics<P>;
  readonly http: HttpTelemetry;
  /** Answers in time or fails. */
  readonly redis: Redis;
  readonly reportFault: ReportFault;
  /** None where no receiver of traces is set. */
  readonly tracing: Tracing | undefined;
};

type ProcessSettings = StoreSettings & TraceSettings & ProcessLogSettings;

/** Milliseconds that the read for a scrape may take; Prometheus waits for 5 s here. */
const SCRAPE_READ_MS = 2000;
/** Milliseconds that a store may take to answer a scrape's ping before it is shown as down. */
const SCRAPE_PING_MS = 500;

/**
 * Opens what a process needs, runs `work` with it, and waits until the process is told to stop. Whatever was opened is
 * closed at the end, and also when something on the way throws.
 *
 * @throws StartFault when Redis cannot be used.
 */
export async function runProcess<P extends ProcessName>(
  name: P,
  settings: ProcessSettings,
  work: (running: OpenProcess<P>) => Promise<void>,
): Promise<void> {
  await runUntilStopped(name, settings, async (running) => work(await openProcess(name, settings, running)));
}

async function openProcess<P extends ProcessName>(
  name: P,
  settings: ProcessSettings,
  { lifecycle, logger, shipping }: Pick<OpenProcess<P>, 'lifecycle' | 'logger'> & { readonly shipping: LogShipping | undefined },
): Promise<OpenProcess<P>> {
  const { log, reportFault } = logger;
  const metrics = createMetrics(name);
  const common = inCommon(metrics);
  common.buildInfo.set(1, { version: readVersion() });
  registerLogShipping(common, shipping);
  const redis = await openRedis(settings.REDIS_URL, 'prompt', (fault) => reportFault('Redis connection', fault));
  lifecycle.onStop('Redis', () => redis.disconnect());
  await checkRedis(redis);
  lifecycle.onStop('Redis latency', observeRedisLatency([redis], common));
  watchLevel(redis, settings, { lifecycle, logger, metrics: common });
  const traces = await openTracing(settings, name, {
    onSent: (spans) => common.traceSpansSent.add(spans),
    onDropped: (spans, reason) => {
      common.traceSpansDropped.add(spans, { reason });
      if (reason === 'full') reportFault('sending spans', 'more spans wait than are sent');
    },
    onFault: (fault) => reportFault('sending spans', fault),
  });
  if (traces) lifecycle.onStop('traces', traces.close);
  const http = createHttpTelemetry(common, log, traces && createRequestTraces(traces.tracing));
  registerQueueGauges(common, createQueueStateReader(redis, createRedisKeys(settings.MINING_REDIS_PREFIX)), {
    deadlineMs: SCRAPE_READ_MS,
    onDepth: http.noteDepth,
    onFault: (fault) => reportFault('reading the queue for a scrape', fault),
  });
  return { name, lifecycle, logger, metrics, http, redis, reportFault, tracing: traces?.tracing };
}

/** Shows with each scrape whether the stores of a process answer it. */
export function showDependencies<P extends ProcessName>(
  { metrics, redis }: Pick<OpenProcess<P>, 'metrics' | 'redis'>,
  pingMongodb: () => Promise<void>,
): void {
  registerDependencies(inCommon(metrics), { redis: () => redis.ping(), mongodb: pingMongodb }, SCRAPE_PING_MS);
}

/** What every process has; which more there are depends on its name. */
export function inCommon<P extends ProcessName>(metrics: Metrics<P>): Metrics<'api' | 'worker'> {
  return metrics as unknown as Metrics<'api' | 'worker'>;
}

function watchLevel(
  redis: Redis,
  { MINING_DURABILITY: configured }: StoreSettings,
  { lifecycle, logger, metrics }: Pick<OpenProcess<'api' | 'worker'>, 'lifecycle' | 'logger' | 'metrics'>,
): void {
  const onLook = (reason: string | undefined) => {
    metrics.durabilityDegraded.set(reason === undefined ? 0 : 1);
    if (reason === undefined) return;
    logger.log.warn({}, reason);
    console.error(`mining-clicks: ${reason}`);
  };
  const stop = watchDurability(redis, { configured, onLook });
  lifecycle.onStop('durability watch', stop);
}
