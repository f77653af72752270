import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DASHBOARDS } from '../../observability/config.js';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';
import { readRunbooks } from '../../src/cli/read-runbooks.js';
import type { AlertHistory, Alerts, DashboardList, ExemplarAnswer, Health, Overview, PanelAnswer, RunbookAnswer, RunbookList, Silences } from '../../src/console/measured.js';
import { createTestApi, getAs, openTestMeasured } from '../support/api.js';
import { createWorld, type World } from '../support/measured-world.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';

const untilScraped = ({ get }: World) =>
  eventually(async () => (await get<Overview>('overview')).figures.some(({ name, value }) => name === 'depth' && value !== null));

const figureOf = async ({ get }: Pick<World, 'get'>, name: string) => (await get<Overview>('overview')).figures.find((figure) => figure.name === name);
const minutesAgo = (minutes: number) => ({ start: Date.now() - minutes * 60_000, end: Date.now() });
const isOf = (name: string) => (alert: { readonly name: string }) => alert.name === name;

describe('what panels ask', () => {
  it('is answered as Prometheus answers, over time, now, and for the marks', async () => {
    const world = await createWorld();
    const { metrics, post, prometheus: server, instance } = world;
    metrics.clickRequests.add(3, { status: '202' });
    metrics.queueDepth.set(42);
    await untilScraped(world);
    const scope = { dashboard: 'mining-click-overview', ...minutesAgo(1), stepSeconds: 1, variables: {} };
    const own = async (path: string, query: object) =>
      ((await (await fetch(`${server.url}/api/v1/${path}?${new URLSearchParams({ ...query }).toString()}`)).json()) as { data: object }).data;
    const times = { start: String(scope.start / 1000), end: String(scope.end / 1000) };

    const ask = async (panel: number) => (await post('query', { ...scope, panel, target: 'A' })).body as PanelAnswer;
    // What was scraped before the end may be stored a moment after it.
    await vi.waitFor(async () => {
      const depth = await ask(5);
      expect(depth).toMatchObject({ expr: 'max(mining_click_queue_depth)', resultType: 'matrix', result: [{ values: expect.any(Array) as unknown }] });
      expect(depth).toEqual({ expr: depth.expr, stepSeconds: 1, ...(await own('query_range', { query: depth.expr, ...times, step: '1' })) });
      const processes = await ask(3);
      expect(processes).toEqual({ expr: processes.expr, stepSeconds: 1, ...(await own('query_range', { query: processes.expr, ...times, step: '1' })) });
      const rate = await ask(8);
      expect(rate).toEqual({ expr: rate.expr, stepSeconds: 1, ...(await own('query', { query: rate.expr, time: times.end })) });
      expect(rate.resultType).toBe('vector');
    }, 30_000);

    expect((await post('query', { ...scope, annotation: 'Process starts', variables: { instance: [instance] } })).status).toBe(200);
    expect((await post('query', { ...scope, panel: 5 })).status).toBe(400);
    expect(await post('query', { ...scope, panel: 5, target: 'A', start: scope.end })).toMatchObject({ status: 422, body: { detail: 'the start is not before the end' } });
    expect((await post('variable', { dashboard: 'mining-click-processes', variable: 'instance', ...minutesAgo(1), variables: { job: ['mining-click-api'] } })).body).toEqual({ values: [instance] });
    expect((await post('variable', { dashboard: 'mining-click-processes', variable: 'nobody', ...minutesAgo(1), variables: {} })).status).toBe(422);
  });
});

describe('exemplars', () => {
  it('are those that Prometheus keeps, of panels that show them', async () => {
    const world = await createWorld();
    const { metrics, post } = world;
    const traceId = 'ab'.repeat(16);
    const labels = { route: '/api/mining/*', endpoint: '/api/mining/click', method: 'POST', status: '202' } as const;
    metrics.httpRequestDuration.observe(0.0421, labels, traceId);
    const place = { dashboard: 'mining-click-overview', panel: 3, target: 'A', stepSeconds: 5, variables: {} };
    const found = await eventually(async () => {
      const { exemplars } = (await post('exemplars', { ...place, ...minutesAgo(1) })).body as unknown as ExemplarAnswer;
      return exemplars.find((one) => one.traceId === traceId);
    });
    expect(found).toMatchObject({ value: 0.0421, labels: { ...labels, job: 'mining-click-api', le: '0.05' } });
    expect(Math.abs((found?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    for (const refused of [{ panel: 5 }, { panel: 31 }, { panel: 999 }, { variables: { job: ['a"b'] } }]) {
      expect((await post('exemplars', { ...place, ...minutesAgo(1), ...refused })).status, JSON.stringify(refused)).toBe(422);
    }
  });
});

describe('dashboards', () => {
  it('are listed, and each is given as it is generated', async () => {
    const api = createTestApi(await createPipeline());
    const list = (await getAs(api, '/api/admin/dashboards', 'anna', 'admin')).body as DashboardList;
    expect(list.dashboards.map(({ uid }) => uid).sort()).toEqual(Object.values(DASHBOARDS).sort());
    for (const { uid } of list.dashboards) {
      const generated = JSON.parse(readFileSync(join(PACKAGE_FOLDER, `observability/generated/grafana/dashboards/${uid}.json`), 'utf8')) as object;
      expect((await getAs(api, `/api/admin/dashboards/${uid}`, 'anna', 'admin')).body).toEqual(generated);
    }
    expect((await getAs(api, '/api/admin/dashboards/another', 'anna', 'admin')).body).toMatchObject({ status: 404, detail: 'there is no dashboard with this uid' });
  });
});

describe('an alert', () => {
  it('fires, is silenced by a name and a reason, fires again when the silence is ended, and stays in the history', async () => {
    const world = await createWorld();
    const { metrics, get, post } = world;
    metrics.queueDepth.set(4600);
    const name = 'MiningQueueDepthHigh';
    const firing = await eventually(async () => (await get<Alerts>('alerts')).firing.find(isOf(name)));
    expect(firing).toMatchObject({ severity: 'info', runbook: name, dashboard: 'mining-click-queue', labels: { alertname: name } });
    expect(await figureOf(world, 'depth')).toMatchObject({ value: 4600, state: 'warning', unit: 'locale', detail: expect.stringContaining('4,500') as string });

    const reason = 'more workers are being started';
    const { body: made } = await post('silences', { alertname: name, minutes: 10, reason });
    const silenced = await eventually(async () => (await get<Alerts>('alerts')).silenced.find(isOf(name)));
    expect(silenced).toMatchObject({ silencedBy: [made['id']] });
    expect((await get<Alerts>('alerts')).firing.filter(isOf(name))).toEqual([]);
    const { silences } = await get<Silences>('silences');
    expect(silences).toMatchObject([{ id: made['id'], alertname: name, by: 'anna', reason }]);
    expect((silences[0]?.until ?? 0) - (silences[0]?.from ?? 0)).toBeGreaterThan(9.9 * 60_000);

    expect(await post(`silences/${String(made['id'])}/end`)).toMatchObject({ status: 200, body: made });
    expect(await post(`silences/${String(made['id'])}/end`)).toMatchObject({ status: 200, body: made });
    await eventually(async () => (await get<Alerts>('alerts')).firing.find(isOf(name)));
    expect(await get<Silences>('silences')).toEqual({ silences: [] });
    const { events } = await get<AlertHistory>('alerts/history?hours=1');
    expect(events.find(isOf(name))).toMatchObject({ severity: 'info', state: 'firing', to: null });

    const acts = { by: 'anna', via: 'http', result: 'done' };
    expect((await get<{ entries: object[] }>('audit-trail')).entries).toMatchObject([
      { ...acts, act: 'end-silence', filter: { id: made['id'] } },
      { ...acts, act: 'end-silence', filter: { id: made['id'] }, counts: { ended: 1 } },
      { ...acts, act: 'silence-alert', filter: { alertname: name, minutes: 10, reason }, counts: { silenced: 1 } },
    ]);
  });

  it('that fired for less time than lies between two points of a day is in its history', async () => {
    const { metrics, get } = await createWorld();
    const isFiring = async () => (await get<Alerts>('alerts')).firing.some(isOf('MiningQueueDepthHigh'));
    metrics.queueDepth.set(4600);
    await eventually(isFiring);
    const until = Date.now() + 6_000;
    await eventually(() => Date.now() > until);
    metrics.queueDepth.set(0);
    await eventually(async () => !(await isFiring()));
    const { events } = await get<AlertHistory>('alerts/history?hours=24');
    const found = events.filter(({ name, state }) => name === 'MiningQueueDepthHigh' && state === 'firing');
    expect(found).toHaveLength(1);
    expect(found[0]?.to).toBeGreaterThanOrEqual(found[0]?.from ?? Infinity);
  });

  it('of which Prometheus finds the last sample alone ended then, and does not go on', async () => {
    const { metrics, get, prometheus: server, rulesFolder } = await createWorld();
    const eventOf = async () => (await get<Partial<AlertHistory>>('alerts/history?hours=1')).events?.find((event) => event.name === 'MiningQueueDepthHigh' && event.state === 'firing');
    metrics.queueDepth.set(4600);
    await eventually(async () => (await eventOf())?.to === null);
    await server.kill('SIGKILL');
    const awayAt = Date.now();
    // Without its rule nothing is evaluated after the restart, as after an outage of Prometheus that outlasts the trouble.
    for (const file of readdirSync(rulesFolder)) rmSync(join(rulesFolder, file));
    await server.restart();
    const ended = await eventually(eventOf);
    expect(ended.to).toBeGreaterThanOrEqual(ended.from);
    expect(ended.to).toBeLessThanOrEqual(awayAt);
  });

  it('is silenced by nobody who says no reason or too long a time, nor under a name that none has; the watchdog is not', async () => {
    const { post, get } = await createWorld();
    const silence = { alertname: 'MiningTargetDown', minutes: 5, reason: 'for a try' };
    for (const wrong of [{ minutes: 0 }, { minutes: 1441 }, { reason: 'ab' }, { reason: 'x'.repeat(301) }, { alertname: '.*' }]) expect((await post('silences', { ...silence, ...wrong })).status).toBe(400);
    for (const alertname of ['Watchdog', 'MiningNoSuchAlert']) expect((await post('silences', { ...silence, alertname })).status).toBe(422);
    expect(await post('silences/00000000-0000-4000-8000-000000000000/end')).toMatchObject({ status: 404, body: { detail: 'there is no silence with this id' } });
    expect(await get<Silences>('silences')).toEqual({ silences: [] });
  });
});

describe('parts', () => {
  it('are told as they are, and what is away is said, whatever is asked', async () => {
    const world = await createWorld();
    const { get, post, instance, prometheus: ofMetrics, alertmanager: ofAlerts } = world;
    await untilScraped(world);
    const states = async () => (await get<Health>('health')).parts.map(({ name, instance: at, state }) => [name, at, state]);
    await expect.poll(states, { timeout: 50_000 }).toEqual([
      ['api', undefined, 'up'],
      ['api', instance, 'up'],
      ['worker', '127.0.0.1:1', 'down'],
      ...['redis', 'mongodb', 'prometheus', 'alertmanager'].map((name) => [name, undefined, 'up']),
    ]);

    await ofMetrics.stop();
    await ofAlerts.stop();
    // A store that is late for once counts as down.
    await expect.poll(states).toEqual([
      ['api', undefined, 'up'],
      ['worker', undefined, 'unknown'],
      ...['redis', 'mongodb'].map((name) => [name, undefined, 'up']),
      ...['prometheus', 'alertmanager'].map((name) => [name, undefined, 'down']),
    ]);
    expect(await get('overview')).toMatchObject({ figures: [], problem: expect.stringContaining(`Prometheus does not answer at ${ofMetrics.url}`) as string });
    const { problems } = await get<Alerts>('alerts');
    expect(problems).toHaveLength(2);
    const asked = await post('query', { dashboard: 'mining-click-overview', panel: 5, target: 'A', ...minutesAgo(1), stepSeconds: 15, variables: {} });
    expect(asked).toMatchObject({ status: 503, body: { type: '/docs/problems/prometheus-unavailable' } });
    expect(Number(asked.retryAfter)).toBeGreaterThanOrEqual(1);
    expect((await post('silences', { alertname: 'MiningTargetDown', minutes: 5, reason: 'for a try' })).body).toMatchObject({ type: '/docs/problems/alertmanager-unavailable' });
    expect((await get<{ entries: object[] }>('audit-trail')).entries).toMatchObject([{ act: 'silence-alert', result: 'failed', why: expect.stringContaining('Alertmanager does not answer') as string }]);
  });

  it('that have no address are said to have none', async () => {
    const pipeline = await createPipeline();
    const { measured } = openTestMeasured(pipeline);
    await expect.poll(() => measured.facts()).toMatchObject({ prometheus: false, alertmanager: false, logs: 'none', durability: { promised: 'safe', real: 'safe' }, depth: { drawn: 4000, warning: 4500, cap: 5000 } });
    const { parts } = await measured.health();
    expect(parts.filter(({ state }) => state === 'unknown').map(({ name }) => name)).toEqual(['worker', 'prometheus', 'alertmanager']);
  });
});

describe('figures', () => {
  it('are the panels, each with its series and state; one without traffic is unknown and says why', async () => {
    const world = await createWorld();
    await untilScraped(world);
    const { figures } = await world.get<Overview>('overview');
    expect(figures.map(({ name }) => name)).toEqual([
      'requestsByStatus', 'p95', 'depth', 'lag', 'successRate', 'budgetLeftAcceptance', 'budgetLeftLatency', 'budgetLeftProcessing', 'budgetLeftFreshness',
    ]);
    expect(figures.find(isOf('successRate'))).toMatchObject({ value: null, at: null, state: 'unknown', detail: 'Nothing was processed in the last five minutes.', unit: 'percentunit' });
    expect(figures.find(isOf('depth'))?.series[0]?.points.length).toBeGreaterThan(0);
  });

  it('that are means over five minutes have the last minute beside them, as Prometheus answers it', async () => {
    const world = await createWorld();
    await untilScraped(world);
    // The first count of a status is no rise: only from there on is there a rate.
    for (const status of ['202', '503'] as const) world.metrics.clickRequests.add(0, { status });
    const scrapes = async () => (await world.own('count_over_time(mining_click_requests_total{status="503"}[5m])'))[0]?.value[1];
    await expect.poll(async () => Number(await scrapes()), { timeout: 50_000 }).toBeGreaterThan(1);
    world.metrics.clickRequests.add(30, { status: '503' });
    const requests = await eventually(async () => {
      const figure = await figureOf(world, 'requestsByStatus');
      return (figure?.lastMinute?.value ?? 0) > 0 ? figure : undefined;
    });
    expect(requests).toMatchObject({ panel: { dashboard: 'mining-click-overview', id: 2 }, lastMinute: { state: 'bad', meanSeconds: 300 } });
    // What was scraped before the question may be stored between the two.
    const figures = await vi.waitFor(async () => {
      const overview = await world.get<Overview>('overview');
      const [sample] = await world.own('sum(sum(rate(mining_click_requests_total[60s])) by (status))', overview.at);
      expect(overview.figures.find(isOf('requestsByStatus'))?.lastMinute?.value).toBeCloseTo(Number(sample?.value[1]));
      return overview.figures;
    }, 30_000);
    for (const name of ['depth', 'lag', 'budgetLeftLatency']) expect(figures.find(isOf(name))).not.toHaveProperty('lastMinute');
    expect(figures.find(isOf('successRate'))?.lastMinute).toMatchObject({ value: null, state: 'unknown', meanSeconds: 300 });
  });

  it.each([
    { reason: 'user-limit', about: 'throttled', state: 'warning', runsOut: 'throttled with 429' },
    { reason: 'global-limit', about: 'faults', state: 'bad', runsOut: 'refused by the limit of all users' },
  ] as const)('of the answers say that $reason makes $about', async ({ reason, about, state, runsOut }) => {
    const world = await createWorld();
    await untilScraped(world);
    const { clickRequests, clickRefusals } = world.metrics;
    for (const status of ['202', '429'] as const) clickRequests.add(0, { status });
    clickRefusals.add(0, { reason });
    const scrapes = async () => (await world.own('count_over_time(mining_click_refusals_total[5m])'))[0]?.value[1];
    await expect.poll(async () => Number(await scrapes()), { timeout: 50_000 }).toBeGreaterThan(1);
    clickRequests.add(60, { status: '202' });
    clickRequests.add(40, { status: '429' });
    clickRefusals.add(40, { reason });
    const requests = await eventually(async () => {
      const figure = await figureOf(world, 'requestsByStatus');
      return figure?.lastMinute?.about !== undefined && figure.about === figure.lastMinute.about ? figure : undefined;
    });
    expect(requests).toMatchObject({ state, about, lastMinute: { state, about, detail: expect.stringMatching(new RegExp(`^In the last minute .*${runsOut}`)) as string } });
  });

  it('older than five minutes are stale: no number, but when the last was measured', async () => {
    const world = await createWorld();
    await untilScraped(world);
    const measuredAt = Date.now();
    const later = measuredAt + 20 * 60_000;
    const { figures } = await world.get<Overview>(`overview?start=${measuredAt - 60_000}&end=${later}`);
    const depth = figures.find(isOf('depth'));
    expect(depth).toMatchObject({ value: null, state: 'unknown', detail: expect.stringMatching(/^Nothing newer than /) as string });
    expect(Math.abs((depth?.at ?? 0) - measuredAt)).toBeLessThan(6 * 60_000);
    expect((await world.get<{ status: number }>('overview?start=1')).status).toBe(400);
  });
});

describe('what runbooks ask', () => {
  it('is answered as Prometheus answers now; what is no query of a runbook is refused', async () => {
    const world = await createWorld();
    const { metrics, get, prometheus: server, instance } = world;
    metrics.queueDepth.set(42);
    await eventually(async () => (await figureOf(world, 'depth'))?.value === 42);
    const answer = await get<RunbookAnswer>('runbooks/MiningQueueBackpressure/queries/1');
    expect(answer).toMatchObject({ expr: 'max(mining_click_queue_depth)', mayBeEmpty: false, resultType: 'vector', result: [{ metric: {}, value: [answer.at / 1000, '42'] }] });
    expect(Math.abs(answer.at - Date.now())).toBeLessThan(60_000);
    const up = await get<RunbookAnswer>('runbooks/MiningTargetDown/queries/1');
    expect(up.result).toContainEqual({ metric: { __name__: 'up', instance, job: 'mining-click-api' }, value: [up.at / 1000, '1'] });
    expect(await get<RunbookAnswer>('runbooks/MiningLedgerSlow/queries/1')).toMatchObject({ unit: 's', mayBeEmpty: true, result: [] });

    expect(await get('runbooks/MiningQueueBackpressure/queries/99')).toMatchObject({ status: 422, detail: 'the runbook MiningQueueBackpressure has no query 99' });
    expect(await get('runbooks/up/queries/1')).toMatchObject({ status: 422, detail: 'there is no runbook up' });
    for (const path of ['runbooks/MiningTargetDown/queries/0', 'runbooks/MiningTargetDown/queries/up', 'runbooks/vector(1)/queries/1']) expect(await get(path), path).toMatchObject({ status: 400 });
    await server.close();
    expect(await get('runbooks/MiningTargetDown/queries/1')).toMatchObject({ status: 503, type: expect.stringContaining('prometheus-unavailable') as string });
  });

  it('is found by any word of them', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline, { measured: openTestMeasured(pipeline, {}, readRunbooks()).measured });
    const list = async (search: string) => (await getAs(api, `/api/admin/runbooks?search=${encodeURIComponent(search)}`, 'anna', 'admin')).body as RunbookList;
    expect((await list('targetdown critical')).runbooks[0]).toEqual({ name: 'MiningTargetDown', severity: 'critical', summary: '<job> at <instance> is down' });
    expect((await list('CLICK_KILLS_WORKER')).runbooks).toContainEqual(expect.objectContaining({ name: 'MiningDeadLetters', found: expect.stringContaining('CLICK_KILLS_WORKER') as string }));
    expect((await getAs(api, `/api/admin/runbooks?search=${'a'.repeat(201)}`, 'anna', 'admin')).status).toBe(400);
  });
});
