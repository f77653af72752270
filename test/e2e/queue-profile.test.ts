import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue as Queue6, Worker as Worker6 } from 'bullmq';
import { Queue as Queue5, Worker as Worker5 } from 'bullmq-5';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { toPrometheusRule } from '../../observability/alerts/alert.js';
import { listQueries } from '../../observability/dashboards/list-queries.js';
import { writeFiles } from '../../observability/generated-folder.js';
import { generateQueueProfile } from '../../observability/queue-profile/generate-queue-profile.js';
import { QUEUE_ALERTS, QUEUE_RECORDING_RULES, queueRuleFiles } from '../../observability/queue-profile/rules.js';
import { fillRunbook } from '../../observability/queue-profile/runbook-template.js';
import { EXAMPLE_PROFILE } from '../../observability/queue-profile/tests/example.js';
import { EXPORTER_JOB, type QueueThresholds } from '../../observability/queue-profile/thresholds.js';
import { listRunbookQueries } from '../../observability/runbooks/read-runbooks.js';
import { scaleRules } from '../../observability/scale-rules.js';
import { takeFreePorts } from '../support/free-ports.js';
import { prometheus } from '../../src/embedded/prometheus.js';
import { listAskedQueries, untilAnswered } from '../support/asked-queries.js';
import { startCommand } from '../support/command.js';
import { createPrometheusReader, type AskPrometheus } from '../support/prometheus-query.js';
import { makeTemporaryFolder, openPrivateServer, startPrivateRedis } from '../support/servers.js';

const TIME_FACTOR = 1 / 30;
const THRESHOLDS: QueueThresholds = { depth: 20, lagSeconds: 2, failures: 3, stall: '5m' };
const GIVE_UP_MS = 60_000;

/** What may be empty or NaN here. */
const EMPTY_HERE: readonly { readonly part: RegExp; readonly why: string }[] = [
  { part: /^ALERTS\{|\bALERTS\{/, why: 'which alerts fire depends on the machine' },
  { part: /mining_log_lines/, why: 'the exporter sends its lines nowhere' },
  { part: /error_code="STALLED"/, why: 'no job fails for having stalled' },
];

/** Adds jobs to a queue and works them off until the test ends, or until it is told to stop. */
function useQueue(name: string, connection: { readonly host: string; readonly port: number }) {
  const work = async (job: { readonly id?: string | undefined }): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (Number(job.id) % 5 === 0) throw new Error('connect ECONNREFUSED 10.0.0.5:25');
  };
  const queues = {
    emails: () => ({
      queue: new Queue6(name, { connection }),
      worker: new Worker6(name, work, { connection, stalledInterval: 1_000, metrics: { maxDataPoints: 60 } }),
    }),
    images: () => ({ queue: new Queue5(name, { connection }), worker: new Worker5(name, work, { connection, stalledInterval: 1_000 }) }),
    reports: () => ({
      queue: new Queue5(name, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } }),
      worker: new Worker5(name, work, { connection, stalledInterval: 1_000 }),
    }),
  };
  const { queue, worker } = queues[name as keyof typeof queues]();
  worker.on('error', () => undefined);
  queue.on('error', () => undefined);
  const adding = setInterval(() => void queue.add('job', {}).catch(() => undefined), 100);
  const close = async () => {
    clearInterval(adding);
    await Promise.all([worker.close(true), queue.close()]);
  };
  onTestFinished(close);
  return { queue, worker };
}

/** The files as they are written, with the rules in another time; scraped so seldom that the exporter's patience with Redis ends first. */
function writeScaledProfile(folder: string, exporterPort: number): void {
  writeFiles(folder, generateQueueProfile({ ...EXAMPLE_PROFILE, thresholds: THRESHOLDS }));
  for (const { file, groups } of queueRuleFiles(THRESHOLDS)) {
    const scaled = scaleRules(groups, TIME_FACTOR).map((group) => ({ ...group, rules: group.rules.map((rule) => toPrometheusRule(rule, EXAMPLE_PROFILE.links)) }));
    writeFileSync(join(folder, 'prometheus/rules', file), JSON.stringify({ groups: scaled }));
  }
  const config = join(folder, 'prometheus/prometheus.yml');
  const written = parse(readFileSync(config, 'utf8').replace('127.0.0.1:8082', `127.0.0.1:${exporterPort}`)) as Record<string, unknown>;
  writeFileSync(config, JSON.stringify({ ...written, alerting: {}, global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' } }));
}

async function startPrometheus(exporterPort: number): Promise<AskPrometheus> {
  const folder = await makeTemporaryFolder('queue-profile');
  writeScaledProfile(folder, exporterPort);
  const server = await openPrivateServer('prometheus', (place) => {
    const configFolder = join(folder, 'prometheus');
    const spec = prometheus({ ...place, binary: inject('programs').prometheus, configFolder, configure: () => Promise.resolve() });
    return { ...spec, url: `http://127.0.0.1:${place.port}` };
  });
  onTestFinished(() => server.close());
  return createPrometheusReader(server.url);
}

/** Waits until each of the alerts fires. */
async function untilFiring(ask: AskPrometheus, alerts: readonly string[]): Promise<void> {
  const firing = async () => {
    const { data } = await ask('ALERTS{alertstate="firing"}', 'instant');
    return new Set(data?.result.map(({ metric }) => metric['alertname']));
  };
  let seen = new Set<string | undefined>();
  await vi
    .waitUntil(async () => (seen = await firing()) && alerts.every((name) => seen.has(name)), { timeout: GIVE_UP_MS, interval: 500 })
    .catch(() => expect([...seen]).toEqual(expect.arrayContaining([...alerts])));
}

it('every query for a queue of somebody else is answered, and its alerts fire, by a real exporter of BullMQ 5 and 6', async () => {
  const redis = await startPrivateRedis();
  const connection = { host: '127.0.0.1', port: redis.port };
  const [port = 0] = await takeFreePorts(1);
  const exporter = startCommand(['exporter', '--redis-url', redis.url, '--discover', '--port', String(port)], { cwd: await makeTemporaryFolder('exporter') });
  const emails = useQueue('emails', connection);
  for (const name of ['images', 'reports']) useQueue(name, connection);
  const ask = await startPrometheus(port);

  const runbooks = [...EXAMPLE_PROFILE.runbooks].map(([name, text]) => ({ name, text: fillRunbook(text, THRESHOLDS) }));
  const dashboards = generateQueueProfile(EXAMPLE_PROFILE).filter(({ path }) => path.startsWith('grafana/dashboards/'));
  const queries = listAskedQueries({
    dashboards: listQueries(dashboards.map(({ content }) => JSON.parse(content) as Dashboard)),
    rules: [...QUEUE_ALERTS, ...QUEUE_RECORDING_RULES],
    runbooks: listRunbookQueries(runbooks),
    mayBeEmpty: (expr) => EMPTY_HERE.some(({ part }) => part.test(expr)),
  });
  expect(queries.length).toBeGreaterThan(150);
  expect(await untilAnswered(ask, queries, GIVE_UP_MS)).toEqual([]);
  await untilFiring(ask, ['MiningQueueJobsFailing']);

  await emails.worker.close(true);
  await emails.queue.addBulk(Array.from({ length: 100 }, () => ({ name: 'job', data: {} })));
  await untilFiring(ask, ['MiningQueueBackpressure', 'MiningQueueLagHigh', 'MiningQueueStalled', 'MiningQueueWithoutWorkers']);

  await redis.stop();
  // Before the queues are closed, which waits for Redis.
  onTestFinished(() => redis.restart());
  await untilFiring(ask, ['MiningExporterRedisUnavailable']);
  exporter.kill('SIGKILL');
  await untilFiring(ask, ['MiningExporterDown', 'MiningExporterAbsent']);
  expect((await ask(`up{job="${EXPORTER_JOB}"}`, 'instant')).data?.result[0]?.value?.[1]).toBe('0');
});
