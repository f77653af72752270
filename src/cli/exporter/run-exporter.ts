import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';
import { readExporterSettings } from '../../config/config.js';
import { StartFault } from '../../embedded/start-fault.js';
import { EXPORTER_METRICS } from '../../exporter/exporter-catalogue.js';
import { createExporter } from '../../exporter/exporter.js';
import { createFailureCodes, parseFailureCodes, type FailureCodes } from '../../exporter/failure-codes.js';
import { parseRedisAddress } from '../../exporter/redis-address.js';
import { explainRefusal } from '../../exporter/redis-refusals.js';
import { createBaseApp } from '../../http/app.js';
import { addMetricsRoute } from '../../http/routes/health.js';
import { createMetricsOf } from '../../telemetry/registry.js';
import { createHttpTelemetry } from '../../telemetry/with-metrics/http.js';
import { registerLogShipping } from '../../telemetry/with-metrics/log-shipping.js';
import { listen } from '../listen.js';
import { watchNpm } from '../npm-watch.js';
import { openMetricsAccess } from '../open-token-verifier.js';
import { runUntilStopped, type StoppableProcess } from '../run-until-stopped.js';
import { readVersion } from '../version.js';
import { findQueues } from './find-queues.js';
import { openQueueRedis } from './open-queue-redis.js';

export type ExporterCommandOptions = {
  readonly redisUrl?: string;
  readonly queue: readonly string[];
  readonly prefix?: string;
  readonly discover?: boolean;
  readonly maxQueues: number;
  readonly failureCodes?: string;
  readonly tlsCa?: string;
  readonly port: number;
};

/** Milliseconds between two looks at finished jobs, two discoveries, two countings of workers. */
const EVERY = { look: 2000, discovery: 60_000, workers: 30_000 };

/**
 * Runs the exporter until it is told to stop.
 *
 * @throws StartFault in one sentence when it cannot start.
 */
export async function runExporter(options: ExporterCommandOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readExporterSettings(env);
  const address = parseRedisAddress(options.redisUrl ?? settings.REDIS_URL);
  const failureCodes = readFailureCodes(options.failureCodes);
  await runUntilStopped('exporter', settings, async (running) => {
    const { lifecycle, logger } = running;
    // Whoever ends the npx that runs it means the exporter, too.
    lifecycle.onStop('watch of npm', watchNpm(env, () => process.kill(process.pid, 'SIGTERM')));
    const onFault = (fault: unknown) => logger.reportFault('Redis connection', fault);
    const client = await openQueueRedis(address, { caFile: options.tlsCa, onFault });
    lifecycle.onStop('Redis', () => client.disconnect());
    try {
      await serve({ client, options, failureCodes, host: settings.MINING_LISTEN_HOST, access: openMetricsAccess(settings, running) }, running);
    } catch (fault) {
      const refusal = explainRefusal(fault);
      throw refusal === undefined ? fault : new StartFault(refusal, { cause: fault });
    }
  });
}

type Parts = {
  readonly client: Redis | Cluster;
  readonly options: ExporterCommandOptions;
  readonly failureCodes: FailureCodes;
  readonly host: string;
  readonly access: ReturnType<typeof openMetricsAccess>;
};

async function serve({ client, options, failureCodes, host, access }: Parts, { lifecycle, logger, shipping }: StoppableProcess): Promise<void> {
  const { signal } = lifecycle;
  const find = { client, names: options.queue, prefix: options.prefix, signal };
  const metrics = createMetricsOf(EXPORTER_METRICS, 'exporter');
  metrics.buildInfo.set(1, { version: readVersion() });
  registerLogShipping(metrics, shipping);
  const exporter = createExporter({
    client,
    metrics,
    failureCodes,
    queues: options.discover ? undefined : await findQueues(find),
    mostQueues: options.maxQueues,
    every: EVERY,
    reportFault: logger.reportFault,
    signal,
  });
  await exporter.start();
  const labels = exporter.labels();
  logger.log.info({}, labels.length === 0 ? 'no queue found yet' : `watches ${labels.join(', ')}`);
  const app = createBaseApp({
    ...access,
    telemetry: createHttpTelemetry(metrics, logger.log).plugin,
    render: metrics.render,
    health: { whyNotReady: exporter.whyNotReady },
    reportFault: (fault, request) => logger.reportFault(request.url, fault),
  });
  // Where every scraper looks unless it is told otherwise.
  app.register((routes, _options, done) => {
    addMetricsRoute(routes, metrics.render, access.metricsAccess, '/metrics');
    done();
  });
  lifecycle.onStop('HTTP', () => app.close());
  await listen(app, host, options.port, { logger, name: 'exporter' });
}

function readFailureCodes(file: string | undefined): FailureCodes {
  if (file === undefined) return createFailureCodes();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartFault(`--failure-codes ${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  return parseFailureCodes(text, file);
}
