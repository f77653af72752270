import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLogQueries } from '../../../observability/dashboards/list-queries.js';
import { readExploreLink } from '../../../observability/log-queries/read-link.js';
import { alertLogsUrl } from '../../../observability/log-queries/alert-logs.js';
import { LOCAL_LINKS } from '../../../observability/config.js';
import { ALERTS } from '../../../observability/rules.js';
import { readCodeBlocks, readRunbooks } from '../../../observability/runbooks/read-runbooks.js';
import { PipelineError } from '../../../src/click/codes.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { eventually } from '../../support/namespace.js';
import type { PrivateServer } from '../../support/servers.js';
import { createLokiReader } from '../support/loki.js';
import { openLoki } from '../support/servers.js';

const CLICK = `c${'0a'.repeat(20)}`;

/** Writes lines as API and worker do. A line is known by its key or its job. */
async function writeLines(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-lines-'));
  const open = (process: 'api' | 'worker') => createLogger({ file: join(folder, `${process}.ndjson`), level: 'info', process });
  const [api, worker] = [open('api'), open('worker')];
  const posted = { endpoint: '/api/mining/click', method: 'POST' };
  api.log.info({}, 'api listens on http://127.0.0.1:8080');
  api.log.info({ ...posted, idempotencyKey: 'fast', clickId: CLICK, status: 202, durationMs: 3 }, 'request');
  api.log.info({ ...posted, idempotencyKey: 'slow', status: 202, durationMs: 260 }, 'request');
  api.log.info({ ...posted, idempotencyKey: 'throttled', status: 429, durationMs: 1 }, 'request');
  api.log.warn({ ...posted, idempotencyKey: 'refused', status: 503, durationMs: 401 }, 'request');
  api.log.info({ endpoint: '/api/mining/account', method: 'GET', idempotencyKey: 'read', status: 200, durationMs: 300 }, 'request');
  worker.log.info({ jobId: 'quick', outcome: 'posted', clickIds: [CLICK], mongoTransactionMs: 4, durationMs: 9 }, 'job');
  worker.log.info({ jobId: 'long', outcome: 'posted', clickIds: [], mongoTransactionMs: 700, durationMs: 900 }, 'job');
  worker.log.error({ jobId: 'minutes', minutes: ['2026-11-23T12:00Z +1'] }, 'accepted clicks and rows of the ledger differ');
  worker.reportFault('posting to the ledger', new PipelineError('LEDGER_REFUSED', 'no'), { jobId: 'unposted' });
  worker.reportFault('job', new PipelineError('QUEUE_UNAVAILABLE', 'away'), { jobId: 'failed', outcome: 'failed' });
  await Promise.all([api.close(), worker.close()]);
  const lines = ['api', 'worker'].flatMap((process) => readFileSync(join(folder, `${process}.ndjson`), 'utf8').trim().split('\n'));
  rmSync(folder, { recursive: true });
  return lines;
}

type Line = { readonly service: string; readonly level: string; readonly idempotencyKey?: string; readonly jobId?: string };
const nameOf = ({ idempotencyKey, jobId }: Partial<Line>) => idempotencyKey ?? jobId ?? 'listens';

async function push(url: string, lines: readonly string[]): Promise<void> {
  const streams = lines.map((text, index) => {
    const { service, level } = JSON.parse(text) as Line;
    return { stream: { job: service, level }, values: [[`${Date.now()}${String(index).padStart(6, '0')}`, text]] };
  });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/loki/api/v1/push`, { method: 'POST', headers, body: JSON.stringify({ streams }) });
  expect(answer.status, await answer.text()).toBe(204);
}

/** The dashboards' variables when everything is chosen, and what Grafana puts in for its own. */
const ALL: Readonly<Record<string, string>> = { job: '.+', level: '.+', status: '.*', error_code: '.*', search: '', __auto: '1m' };
const fillIn = (expr: string, chosen: Readonly<Record<string, string>> = {}) =>
  expr.replace(/\$(\w+)/g, (whole, name: string) => chosen[name] ?? ALL[name] ?? whole);

/** What the label of an alert's link stands for. */
const LABELS: Readonly<Record<string, string>> = { job: 'mining-click-worker', error_code: 'LEDGER_REFUSED' };
function queryOfLink(name: string): string {
  const logs = ALERTS.find((alert) => alert.name === name)?.logs;
  if (logs === undefined) throw new Error(`${name} leads to no lines`);
  const link = alertLogsUrl(logs, LOCAL_LINKS).replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => LABELS[label] ?? '');
  return readExploreLink(link.replace(/\{\{.*?\}\}/g, '0')).queries[0]?.expr ?? '';
}

const links = ALERTS.map(({ name }) => [`link of ${name}`, queryOfLink(name)] as const);
const runbooks = readRunbooks().flatMap(({ name, text }) =>
  readCodeBlocks(text).filter(({ language }) => language === 'logql').map(({ code }) => [`runbook ${name}`, code] as const));
const panels = listLogQueries().map(({ dashboard, panel, expr }) => [`${dashboard}, ${panel}`, fillIn(expr)] as const);

const WORKER = ['failed', 'long', 'minutes', 'quick', 'unposted'];
const TROUBLE = ['failed', 'minutes', 'refused', 'unposted'];
const TROUBLE_OF_WORKER = ['failed', 'minutes', 'unposted'];
const FAULTS = ['failed', 'unposted'];

/** Which lines each alert leads to, here said by hand. */
const FOUND: Readonly<Record<string, readonly string[]>> = {
  MiningQueueBackpressure: WORKER,
  MiningWorkerFailures: ['unposted'],
  MiningApi429Spike: ['throttled'],
  MiningQueueDepthHigh: WORKER,
  MiningWorkerFailuresTotal: FAULTS,
  MiningWorkerStalled: WORKER,
  MiningJobsFailed: ['failed'],
  MiningRedisUnavailable: TROUBLE_OF_WORKER,
  MiningLedgerUnavailable: TROUBLE_OF_WORKER,
  MiningRedisSlow: ['read', 'refused', 'slow'],
  MiningLedgerSlow: ['long'],
  MiningDurabilityDegraded: TROUBLE_OF_WORKER,
  MiningConservationBroken: ['minutes'],
  MiningConservationUnchecked: TROUBLE_OF_WORKER,
  MiningRateLimitSpike: ['throttled'],
  MiningNoTraffic: ['fast', 'listens', 'read', 'refused', 'slow', 'throttled'],
  MiningTargetDown: WORKER,
  MiningProcessRestarting: WORKER,
  MiningEventLoopBlocked: WORKER,
  MiningVersionsMixed: ['listens'],
  MiningMetricsAbsent: TROUBLE,
  MiningMetricsCollectErrors: TROUBLE_OF_WORKER,
  MiningRuleEvaluationFailures: TROUBLE,
  MiningAlertDeliveryFailing: TROUBLE,
  Watchdog: TROUBLE,
  ...Object.fromEntries(['Fast', 'Slow'].flatMap((kind) => [
    [`MiningAcceptance${kind}Burn`, ['refused', 'throttled']],
    [`MiningLatency${kind}Burn`, ['refused', 'slow']],
    [`MiningProcessing${kind}Burn`, FAULTS],
    [`MiningFreshness${kind}Burn`, WORKER],
  ])),
};

let server: PrivateServer;
let loki: ReturnType<typeof createLokiReader>;

async function namesFoundBy(query: string): Promise<string[]> {
  const entries = await loki.search(query);
  return entries.map(({ line }) => nameOf(line as Partial<Line>)).sort();
}

beforeAll(async () => {
  server = await openLoki();
  loki = createLokiReader(server.url);
  const lines = await writeLines();
  await push(server.url, lines);
  await eventually(async () => (await loki.search('{job=~".+"}')).length === lines.length);
});
afterAll(() => server.close());

describe('LogQL', () => {
  it.each([...links, ...runbooks, ...panels])('of the %s is what Loki can read', async (_where, query) => {
    await expect(loki.ask('format_query', { query })).resolves.toMatchObject({ status: 'success' });
  });

  it('that is wrong is refused', async () => {
    await expect(loki.ask('format_query', { query: '{job="a" | json' })).rejects.toThrow('400');
  });
});

describe('Loki', () => {
  it.each(ALERTS.map(({ name }) => [name] as const))('finds the lines that %s leads to, and no others', async (name) => {
    expect(FOUND).toHaveProperty(name);
    expect(await namesFoundBy(queryOfLink(name))).toEqual(FOUND[name]);
  });

  it.each([
    [{}, ['failed', 'fast', 'listens', 'long', 'minutes', 'quick', 'read', 'refused', 'slow', 'throttled', 'unposted']],
    [{ error_code: 'LEDGER_REFUSED|INTERNAL' }, ['unposted']],
    [{ status: '429|503', job: 'mining-click-api' }, ['refused', 'throttled']],
    [{ search: CLICK }, ['fast', 'quick']],
    [{ level: 'error' }, ['failed', 'minutes', 'unposted']],
  ])('finds the lines that %j chooses on the dashboard of log lines', async (chosen: Record<string, string>, names) => {
    const lines = listLogQueries().find(({ panel }) => panel === 'Lines')?.expr ?? '';
    expect(await namesFoundBy(fillIn(lines, chosen))).toEqual(names);
  });

  it.each([
    ['Lines by level', 'level', { error: 3, info: 7, warn: 1 }],
    ['Faults by error code', 'errorCode', { LEDGER_REFUSED: 1, QUEUE_UNAVAILABLE: 1 }],
  ])('counts for the panel %s', async (title, label, counts) => {
    const expr = listLogQueries().find(({ panel }) => panel === title)?.expr ?? '';
    const { data } = await loki.ask<Counts>('query', { query: fillIn(expr, { __auto: '1h' }) });
    const found = data.result.map(({ metric, value: [, count] }) => [metric[label], Number(count)]);
    expect(Object.fromEntries(found)).toEqual(counts);
  });
});

type Counts = { readonly data: { readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[] } };
