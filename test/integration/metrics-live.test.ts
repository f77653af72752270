import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { REFUSAL_REASONS } from '../../src/telemetry/label-values.js';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { OPEN, type MetricDefinition } from '../../src/telemetry/metric-definition.js';
import { seriesBudgetOf } from '../../src/telemetry/series-budget.js';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createProcessBench, type StartedProcess } from '../support/processes.js';
import { readProjectFile } from '../docs/markdown.js';
import { makeRandomRequests, sendAll } from '../support/random-requests.js';
import { startPrivateMongod, startPrivateRedis } from '../support/servers.js';

async function readPage({ url }: StartedProcess): Promise<string> {
  const response = await fetch(`${url}/api/metrics`);
  expect(response.status).toBe(200);
  return response.text();
}

const readSamples = async (running: StartedProcess) => parseExposition(await readPage(running)).samples;
/** Names and labels, apart from what prom-client says of Node, in order. */
const seriesOf = (samples: ReadonlyMap<string, number>) => [...samples.keys()].filter((name) => !/^(process|nodejs)_/.test(name)).sort();
/** Whether it comes with the first full minute that was compared, whatever was sent. */
const isOfConservation = (name: string): boolean => name.startsWith('mining_click_conservation_');
const ofNode = (samples: ReadonlyMap<string, number>) => [...samples.keys()].filter((name) => /^(process|nodejs)_/.test(name));

const definitions: readonly MetricDefinition[] = Object.values(METRICS);

/** Labels of these series whose values are not in the catalogue's closed lists, such as `method="BREW"`. */
function findUnlistedLabels(series: readonly string[]): string[] {
  return series.flatMap((each) => {
    const [name = '', labels = ''] = each.split('{');
    const definition = definitions.find((candidate) => candidate.name === name.replace(/_(bucket|sum|count)$/, ''));
    return [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].flatMap(([label = '', key = '', value = '']) => {
      const values = key === 'le' ? OPEN : definition?.labels[key];
      return values === OPEN || values?.includes(value) ? [] : [label];
    });
  });
}

async function startBoth(more: Record<string, string> = {}) {
  const bench = createProcessBench();
  const [api, worker] = await Promise.all([bench.start('api', more), bench.start('worker', more)]);
  return { bench, api, worker };
}

describe('the pages of running processes', () => {
  it('are what promtool wants, but for a unit that the specification names', async () => {
    const { api, worker } = await startBoth();
    const promtool = join(dirname(inject('programs').prometheus), 'promtool');
    for (const running of [api, worker]) {
      const check = spawn(promtool, ['check', 'metrics']);
      check.stdin.end(await readPage(running));
      expect((await text(check.stderr)).trim()).toBe('redis_latency_ms metric names should not contain abbreviated units');
    }
  });

  it('say from the start which version runs, that the stores answer, and 0 of what has not happened', async () => {
    const { api, worker } = await startBoth();
    const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
    for (const running of [api, worker]) {
      const samples = await readSamples(running);
      expect(samples.get(`mining_clicks_build_info{version="${version}"}`)).toBe(1);
      expect(samples.get('mining_dependency_up{dependency="redis"}')).toBe(1);
      expect(samples.get('mining_dependency_up{dependency="mongodb"}')).toBe(1);
    }
    const [ofApi, ofWorker] = [await readSamples(api), await readSamples(worker)];
    for (const reason of REFUSAL_REASONS) expect(ofApi.get(`mining_click_refusals_total{reason="${reason}"}`)).toBe(0);
    expect(ofWorker.get('mining_click_credit_duration_seconds_bucket{le="15.5"}')).toBe(0);
    for (const phase of ['all', 'commit']) {
      expect(ofWorker.get(`mining_ledger_transaction_duration_seconds_count{phase="${phase}"}`)).toBe(0);
    }
  });

  it('tell of a store that is gone, for as long as it is, and come all the same', async () => {
    const [redis, mongod] = await Promise.all([startPrivateRedis(), startPrivateMongod()]);
    const { api, worker } = await startBoth({ REDIS_URL: redis.url, MONGODB_URL: mongod.url });
    const until = (wantedRedis: number, wantedMongodb: number) =>
      eventually(async () => {
        const pages = await Promise.all([api, worker].map(readSamples));
        return pages.every(
          (samples) =>
            samples.get('mining_dependency_up{dependency="redis"}') === wantedRedis &&
            samples.get('mining_dependency_up{dependency="mongodb"}') === wantedMongodb,
        );
      });
    await until(1, 1);
    await mongod.kill('SIGSTOP');
    await until(1, 0);
    await mongod.kill('SIGCONT');
    await until(1, 1);
    await redis.kill('SIGKILL');
    await until(0, 1);
    await mongod.kill('SIGKILL');
    await until(0, 0);
    await Promise.all([redis.restart(), mongod.restart()]);
    await until(1, 1);
  }, 60_000);
});

describe('the number of series', () => {
  it('stays below the budget, whatever clients and queue are sent, and does not grow when they are sent more of it', async () => {
    const { bench, api, worker } = await startBoth();
    const tickets = createTicketQueue(bench.redis, bench.prefix, () => undefined);
    let jobs = 0;
    const flood = async (seed: number) => {
      const requests = await makeRandomRequests(seed);
      await Promise.all([sendAll(api.url, requests), sendAll(worker.url, requests)]);
      const strange = Array.from({ length: 200 }, (_, index) => ({ name: `job-${seed}-${index}`, data: { [`field-${seed}-${index}`]: index } as never }));
      await tickets.queue.addBulk([...strange, ...strange.map(({ data }) => ({ name: 'click', data }))]);
      jobs += strange.length;
      await eventually(async () => (await readSamples(worker)).get('mining_worker_failed_total{error_code="TICKET_INVALID"}') === jobs);
      await eventually(async () => (await readSamples(worker)).get('mining_worker_failed_total{error_code="FOREIGN_CLICK_INVALID"}') === jobs);
      return { ofApi: await readSamples(api), ofWorker: await readSamples(worker) };
    };
    const first = await flood(1);
    for (const status of [202, 400, 401, 403, 413, 415]) {
      expect(first.ofApi.get(`mining_click_requests_total{status="${status}"}`), String(status)).toBeGreaterThan(0);
    }
    expect(seriesOf(first.ofApi).length).toBeLessThanOrEqual(seriesBudgetOf('api'));
    expect(seriesOf(first.ofWorker).length).toBeLessThanOrEqual(seriesBudgetOf('worker'));

    expect(findUnlistedLabels([...seriesOf(first.ofApi), ...seriesOf(first.ofWorker)])).toEqual([]);

    const second = await flood(1_000_000);
    const ofWhatWasSent = (samples: ReadonlyMap<string, number>) => seriesOf(samples).filter((name) => !isOfConservation(name));
    expect(ofWhatWasSent(second.ofApi)).toEqual(ofWhatWasSent(first.ofApi));
    expect(ofWhatWasSent(second.ofWorker)).toEqual(ofWhatWasSent(first.ofWorker));
    for (const samples of [second.ofApi, second.ofWorker]) expect(ofNode(samples).length).toBeLessThan(100);
    await tickets.close();
  }, 120_000);
});
