import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { panelsOf, targetsOf } from '../panel-queries.js';
import { parsePromql, partsOf, type Expression, type Selector } from './parse-promql.js';

/** What a rule found; `panel` is a panel's title, or what else of the dashboard it is about. */
export type Finding = { readonly panel: string; readonly message: string };

export type Rule = {
  /** Grafana's dashboard-linter has the rules whose names end in `-rule`; the others are ours. */
  readonly name: string;
  readonly check: (dashboard: Dashboard, world: World) => readonly Finding[];
};

/** What dashboards may refer to. */
export type World = {
  readonly metrics: ReadonlyMap<string, { readonly type: 'counter' | 'gauge' | 'histogram'; readonly aggregate: 'sum' | 'max' }>;
  readonly recorded: ReadonlySet<string>;
  readonly alerts: ReadonlySet<string>;
  readonly dashboards: ReadonlySet<string>;
  readonly runbooks: string;
  readonly runbookEnding?: string;
};

/** A rule about single panels; the message is undefined when there is nothing to say. */
export function panelRule(name: string, check: (panel: Panel, world: World) => string | undefined): Rule {
  return {
    name,
    check: (dashboard, world) =>
      panelsOf(dashboard).flatMap((panel) => {
        const message = check(panel, world);
        return message === undefined ? [] : [{ panel: panel.title ?? '', message }];
      }),
  };
}

/** A rule about single queries. */
export function targetRule(name: string, check: (query: Dataquery, panel: Panel, world: World) => string | undefined): Rule {
  return {
    name,
    check: (dashboard, world) =>
      panelsOf(dashboard).flatMap((panel) =>
        targetsOf(panel).flatMap((query) => {
          const message = check(query, panel, world);
          return message === undefined ? [] : [{ panel: panel.title ?? '', message: `${query.refId}: ${message}` }];
        }),
      ),
  };
}

/** A rule about the parts of expressions that can be read; target-promql-rule tells of the others. */
export function expressionRule(name: string, check: (part: Expression, world: World, whole: Expression) => string | undefined): Rule {
  return targetRule(name, ({ expr }, _panel, world) => {
    const whole = tryParse(expr);
    if (whole instanceof Error) return undefined;
    return partsOf(whole).map((part) => check(part, world, whole)).find((message) => message !== undefined);
  });
}

export function selectorRule(name: string, check: (selector: Selector, world: World) => string | undefined): Rule {
  return expressionRule(name, (part, world) => (part.kind === 'selector' ? check(part, world) : undefined));
}

export function tryParse(expr: string): Expression | Error {
  try {
    return parsePromql(expr);
  } catch (error) {
    return error as Error;
  }
}

/** The metric that a series is a part of: `_bucket`, `_sum` and `_count` belong to a histogram. */
export function metricOf(series: string, { metrics }: World) {
  return metrics.get(series) ?? metrics.get(series.replace(/_(bucket|sum|count)$/, ''));
}
