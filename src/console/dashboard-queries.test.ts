import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDashboardQueries, MOST_POINTS, MOST_RANGE_MS } from './dashboard-queries.js';
import { createDashboards, panelsOf, type Dashboard } from './dashboards.js';
import type { AskLogs } from './log-query.js';
import { parseLogql } from './logql.js';
import type { PanelQuery, VariableQuery } from './measured.js';
import type { Prometheus } from './prometheus-client.js';
import { ALL } from './put-variables.js';

const FOLDER = new URL('../../observability/generated/grafana/dashboards/', import.meta.url);
const dashboards = createDashboards(readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Dashboard));
const NOTHING = { kind: 'answered', value: { resultType: 'matrix', result: [] } } as const;
const END = 1_795_000_000_000;
const HOUR = 3_600_000;

type AskedQuery = { readonly expr: string; readonly kind: 'instant' | 'range' | 'labels' | 'exemplars' | 'logs'; readonly stepSeconds?: number; readonly limit?: number };

/** The queries on a Prometheus and on log lines that note what they are asked. */
function createWorld() {
  const asked: AskedQuery[] = [];
  const prometheus: Prometheus = {
    query: (expr) => (asked.push({ expr, kind: 'instant' }), Promise.resolve(NOTHING)),
    queryRange: (expr, _range, stepSeconds) => (asked.push({ expr, kind: 'range', stepSeconds }), Promise.resolve(NOTHING)),
    labelValues: (label, expr) => (asked.push({ expr: `${expr} ${label}`, kind: 'labels' }), Promise.resolve({ kind: 'answered', value: ['b', 'a'] })),
    alerts: () => Promise.resolve({ kind: 'answered', value: [] }),
    exemplars: (expr) => (asked.push({ expr, kind: 'exemplars' }), Promise.resolve({ kind: 'answered', value: [] })),
  };
  const askLogs: AskLogs = ({ expr, stepSeconds, limit, start }) => {
    asked.push({ expr, kind: 'logs', stepSeconds, limit });
    return Promise.resolve({ source: 'folder', lines: [], series: [{ metric: {}, values: [] }], isCut: false, since: start });
  };
  const queries = createDashboardQueries({ dashboards, prometheus, askLogs, scrapeSeconds: 5 });
  const ask = (choice: Partial<PanelQuery> = {}) =>
    queries.ask({ dashboard: 'mining-click-overview', panel: 14, target: 'A', start: END - HOUR, end: END, stepSeconds: 15, variables: {}, ...choice });
  const list = (choice: Partial<VariableQuery> = {}) =>
    queries.listValues({ dashboard: 'mining-click-overview', variable: 'instance', start: END - HOUR, end: END, variables: {}, ...choice });
  return { asked, ask, list, queries };
}

const targets = dashboards.list.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) => (panel.targets ?? []).map((target) => ({ dashboard, panel, target, isOurs: target.datasource?.type === 'prometheus' }))),
);

describe('the queries of the dashboards', () => {
  it('can be asked, each and every one, and leave no variable open', async () => {
    const { asked, ask } = createWorld();
    const ours = targets.filter(({ isOurs }) => isOurs);
    expect(ours.length).toBeGreaterThan(80);
    for (const { dashboard, panel, target } of ours) {
      expect(await ask({ dashboard: dashboard.uid, panel: panel.id, target: target.refId })).toMatchObject({ kind: 'answered' });
      expect(asked.at(-1)).toMatchObject({ kind: target.instant ? 'instant' : 'range' });
    }
    expect(asked.filter(({ expr }) => expr.includes('$'))).toEqual([]);
  });

  it('that Grafana asks of Loki are asked of log lines, each and every one, and leave no variable open', async () => {
    const { asked, ask } = createWorld();
    const others = targets.filter(({ isOurs }) => !isOurs);
    expect(others.length).toBeGreaterThan(4);
    for (const { dashboard, panel, target } of others) {
      const answer = await ask({ dashboard: dashboard.uid, panel: panel.id, target: target.refId, variables: dashboard.uid.endsWith('-logs') ? { search: ['"} |= "a\\ä'] } : {} });
      expect(answer).toMatchObject({ kind: 'answered', value: { result: [{}], logs: { source: 'folder' } } });
      expect(asked.at(-1)).toMatchObject({ kind: 'logs', stepSeconds: 15, limit: target.maxLines ?? 1000 });
      expect(parseLogql(asked.at(-1)?.expr ?? '')).toMatchObject({ kind: 'parsed' });
    }
    expect(asked.filter(({ expr }) => expr.includes('$'))).toEqual([]);
    expect(asked.map(({ expr }) => expr).filter((expr) => expr.includes(String.raw`|= "\"} |= \"a\\ä"`))).toHaveLength(1);
  });

  it('have exemplars where the dashboard shows them, and nowhere else', async () => {
    const { asked, queries } = createWorld();
    const scope = { start: END - HOUR, end: END, stepSeconds: 15, variables: {} };
    for (const { dashboard, panel, target } of targets) {
      const answer = await queries.askExemplars({ dashboard: dashboard.uid, panel: panel.id, target: target.refId, ...scope });
      expect(answer.kind).toBe(target.exemplar ? 'answered' : 'query-refused');
    }
    expect(asked.length).toBeGreaterThan(6);
    expect(asked.filter(({ expr, kind }) => expr.includes('$') || kind !== 'exemplars')).toEqual([]);
    expect(await queries.askExemplars({ dashboard: 'mining-click-overview', panel: 3, target: 'A', ...scope, start: END - MOST_RANGE_MS - 1 })).toMatchObject({ kind: 'query-refused' });
  });

  it('have the marks over the charts too, by their names', async () => {
    const { asked, queries } = createWorld();
    const scope = { start: END - HOUR, end: END, stepSeconds: 60, variables: {} };
    for (const dashboard of dashboards.list) {
      for (const { name } of dashboard.annotations.list) expect(await queries.ask({ dashboard: dashboard.uid, annotation: name, ...scope })).toMatchObject({ kind: 'answered' });
    }
    expect(asked.length).toBeGreaterThan(5);
    expect(await queries.ask({ dashboard: 'mining-click-overview', annotation: 'up', ...scope })).toMatchObject({ kind: 'query-refused' });
  });
});

/** A template as a pattern of what may come of it: a choice puts in nothing that could end a matcher, what is searched for nothing that ends its quotes. */
function patternOf(expr: string): RegExp {
  const literal = expr.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const searched = literal.replace(String.raw`\$search`, String.raw`(?:[^"\\\x00-\x1f]|\\.)*`);
  return new RegExp(`^${searched.replace(/\\\$__(?:rate_)?(?:interval|range|auto)/g, '\\d+s').replace(/\\\$\w+/g, '(?:\\.[+*]|[\\w.:@/[\\]%\\\\()|-]+)')}$`);
}

describe('whatever is sent', () => {
  const templates = [...targets.map(({ target }) => target.expr), ...dashboards.list.flatMap(({ annotations }) => annotations.list.map(({ expr = '' }) => expr))];
  const patterns = [...new Set(templates)].map(patternOf);
  const word = fc.oneof(fc.string(), fc.constantFrom('$__all', '.*', 'a"} or up{x="', '\\', '\\"', '")', '$job', '${instance}', '$__range', '127.0.0.1:8080', '__proto__', 'constructor'));
  const variables = fc.dictionary(fc.oneof(fc.constantFrom('job', 'instance', '__proto__', 'level', 'search'), fc.string()), fc.array(word, { maxLength: 3 }));

  it('no other expression is asked than those of the dashboards, with legal values in their variables', async () => {
    const place = fc.oneof(fc.constantFrom(...targets).map(({ dashboard, panel, target }) => ({ dashboard: dashboard.uid, panel: panel.id, target: target.refId })), fc.record({ dashboard: word, panel: fc.integer(), target: word }));
    await fc.assert(
      fc.asyncProperty(place, variables, async (where, chosen) => {
        const { asked, ask } = createWorld();
        const answer = await ask({ ...where, variables: chosen });
        expect(answer.kind === 'answered').toBe(asked.length === 1);
        for (const { expr } of asked) expect(patterns.some((pattern) => pattern.test(expr)), expr).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('a text that is searched for stands in its quotes as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(word.filter((text) => text !== ALL), fc.string({ unit: 'binary', maxLength: 60 })), async (text) => {
        const { asked, ask } = createWorld();
        expect(await ask({ dashboard: 'mining-click-logs', panel: 5, variables: { search: [text] } })).toMatchObject({ kind: 'answered' });
        expect(parseLogql(asked[0]?.expr ?? '')).toMatchObject({ kind: 'parsed', query: { contains: [text], fields: [{ name: 'errorCode' }, { name: 'status' }] } });
      }),
    );
  });

  it('no other labels are looked up than those of the variables', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom('job', 'instance'), word), variables, async (variable, chosen) => {
        const { asked, list } = createWorld();
        await list({ variable, variables: chosen });
        for (const { expr } of asked) expect(expr).toMatch(/^mining_clicks_build_info(\{job=~"(\.\+|[\w.:@/[\]%\\()|-]+)"\})? (job|instance)$/);
      }),
    );
  });
});

describe('variables', () => {
  it('are put in as Grafana does: all as their own value for it, one escaped, several as alternatives', async () => {
    const { asked, ask } = createWorld();
    const exprWith = async (variables: PanelQuery['variables']) => {
      expect(await ask({ dashboard: 'mining-click-processes', panel: 2, variables })).toMatchObject({ kind: 'answered' });
      return asked.at(-1)?.expr;
    };
    expect(await exprWith({})).toBe('max(up{job=~".+",instance=~".+"}) by (job, instance)');
    expect(await exprWith({ job: ['$__all'], instance: [] })).toBe('max(up{job=~".+",instance=~".+"}) by (job, instance)');
    expect(await exprWith({ instance: ['[::1]:8080'] })).toContain(String.raw`instance=~"\\[::1\\]:8080"`);
    expect(await exprWith({ job: ['a.b', 'c'] })).toContain(String.raw`job=~"(a\\.b|c)"`);
  });

  it.each([
    [{ job: ['a"b'] }, /job cannot be/],
    [{ job: ['a b'] }, /job cannot be/],
    [{ job: [''] }, /job cannot be/],
    [{ nobody: ['a'] }, /no variable nobody/],
    [{ prometheus_datasource: ['a', 'b'] }, /takes one value/],
    [{ prometheus_datasource: ['$__all'] }, /cannot be/],
  ])('%j is refused', async (variables, why) => {
    const { asked, ask } = createWorld();
    expect(await ask({ variables: variables as PanelQuery['variables'] })).toEqual({ kind: 'query-refused', why: expect.stringMatching(why) as string });
    expect(asked).toEqual([]);
  });

  it('that a dashboard lists itself take nothing else', async () => {
    const { list, ask } = createWorld();
    expect(await list({ dashboard: 'mining-click-logs', variable: 'level' })).toEqual({ kind: 'answered', value: { values: ['debug', 'info', 'warn', 'error'] } });
    expect(await list({ dashboard: 'mining-click-logs', variable: 'search' })).toEqual({ kind: 'answered', value: { values: [] } });
    expect(await ask({ dashboard: 'mining-click-logs', variables: { level: ['fatal'] } })).toMatchObject({ kind: 'query-refused' });
  });

  it('stand within quotes, wherever a dashboard uses them', () => {
    for (const { target, isOurs } of targets) if (isOurs) expect(target.expr.replace(/"[^"]*"/g, '""')).not.toMatch(/\$(?!__(rate_)?interval|__range)/);
  });
});

describe('times', () => {
  it('raise a step that gives too many points, and say so', async () => {
    const { asked, ask } = createWorld();
    const answer = await ask({ start: END - 24 * HOUR, stepSeconds: 1 });
    expect(answer).toMatchObject({ value: { stepSeconds: 79 } });
    expect(24 * 3600 / (asked[0]?.stepSeconds ?? 0) + 1).toBeLessThanOrEqual(MOST_POINTS);
  });

  it('make the range of a rate: four scrapes at least, and a step and a scrape', async () => {
    const { asked, ask } = createWorld();
    await ask({ stepSeconds: 5 });
    await ask({ stepSeconds: 60 });
    expect(asked.map(({ expr }) => /\[(\w+)\]/.exec(expr)?.[1])).toEqual(['20s', '65s']);
  });

  it.each([
    [{ start: END, end: END }, /not before/],
    [{ start: END - MOST_RANGE_MS - 1 }, /35 days/],
  ])('%j are refused', async (times, why) => {
    const { asked, ask } = createWorld();
    expect(await ask(times)).toEqual({ kind: 'query-refused', why: expect.stringMatching(why) as string });
    expect(asked).toEqual([]);
  });
});
