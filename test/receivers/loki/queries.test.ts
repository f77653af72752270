import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLogQueries } from '../../../observability/dashboards/list-queries.js';
import { ALERTS } from '../../../observability/rules.js';
import { readRunbooks } from '../../../observability/runbooks/read-runbooks.js';
import { readCodeBlocks } from '../../../src/console/runbook-blocks.js';
import { eventually } from '../../support/namespace.js';
import type { PrivateServer } from '../../support/servers.js';
import { CLICK, FOUND, nameOf, queryOfLink, writeLines, type Line } from '../support/known-lines.js';
import { createLokiReader } from '../support/loki.js';
import { openLoki } from '../support/servers.js';

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

const links = ALERTS.map(({ name }) => [`link of ${name}`, queryOfLink(name, 'loki')] as const);
const runbooks = readRunbooks().flatMap(({ name, text }) =>
  readCodeBlocks(text).filter(({ language }) => language === 'logql').map(({ code }) => [`runbook ${name}`, code] as const));
const panels = listLogQueries().map(({ dashboard, panel, expr }) => [`${dashboard}, ${panel}`, fillIn(expr)] as const);

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
    expect(await namesFoundBy(queryOfLink(name, 'loki'))).toEqual(FOUND[name]);
  });

  it.each([
    [{}, ['dropped', 'failed', 'fast', 'listens', 'long', 'minutes', 'quick', 'read', 'refused', 'slow', 'throttled', 'unposted']],
    [{ error_code: 'LEDGER_REFUSED|INTERNAL' }, ['unposted']],
    [{ status: '429|503', job: 'mining-click-api' }, ['refused', 'throttled']],
    [{ search: CLICK }, ['fast', 'quick']],
    [{ level: 'error' }, ['failed', 'minutes', 'unposted']],
  ])('finds the lines that %j chooses on the dashboard of log lines', async (chosen: Record<string, string>, names) => {
    const lines = listLogQueries().find(({ panel }) => panel === 'Lines')?.expr ?? '';
    expect(await namesFoundBy(fillIn(lines, chosen))).toEqual(names);
  });

  it.each([
    ['Lines by level', 'level', { error: 3, info: 7, warn: 2 }],
    ['Faults by error code', 'errorCode', { LEDGER_REFUSED: 1, QUEUE_UNAVAILABLE: 1 }],
  ])('counts for the panel %s', async (title, label, counts) => {
    const expr = listLogQueries().find(({ panel }) => panel === title)?.expr ?? '';
    const { data } = await loki.ask<Counts>('query', { query: fillIn(expr, { __auto: '1h' }) });
    const found = data.result.map(({ metric, value: [, count] }) => [metric[label], Number(count)]);
    expect(Object.fromEntries(found)).toEqual(counts);
  });
});

type Counts = { readonly data: { readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[] } };
