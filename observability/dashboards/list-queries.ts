import type { AnnotationQuery, Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildDashboards } from './dashboards.js';
import { isLogQuery, panelsOf, targetsOf } from './panel-queries.js';

/** A query as it stands in a dashboard, with its variables still in it. */
export type ListedQuery = {
  /** The dashboard's title. */
  readonly dashboard: string;
  /** The panel's title, or `variable <name>`, `annotation <name>`. */
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
  readonly kind: 'range' | 'instant';
  /** Why a healthy pipeline may have no value, or only NaN, for it; undefined where there is always one. */
  readonly emptyWhen?: string;
};

/** By what stands in the expression. */
const EMPTY_WHEN: readonly { readonly part: RegExp; readonly when: string }[] = [
  { part: /\bALERTS\{/, when: 'no alert is pending or fires' },
  { part: /status=~"[45]\.\."/, when: 'no click is answered so' },
  { part: /:ratio_rate[13]d\b/, when: 'the rules for long windows, which are read every two minutes, were not read yet' },
  { part: /\bmining_worker_max_rate\{[^}]*\} > 0/, when: 'no worker has a limit' },
  { part: /nodejs_gc_/, when: 'no garbage was collected yet' },
];

/** Every PromQL query of every dashboard: of panels, of variables (the series that they look through) and of annotations. */
export function listQueries(dashboards: readonly Dashboard[] = buildDashboards()): readonly ListedQuery[] {
  return dashboards.flatMap((dashboard) => {
    const listed = [
      ...panelsOf(dashboard).flatMap(queriesOfPanel),
      ...(dashboard.templating.list ?? []).flatMap(queriesOfVariable),
      ...(dashboard.annotations.list ?? []).map(queryOfAnnotation),
    ];
    return listed.map((query) => ({ dashboard: dashboard.title ?? '', ...query, ...emptyWhen(query.expr) }));
  });
}

function emptyWhen(expr: string): Pick<ListedQuery, 'emptyWhen'> {
  const found = EMPTY_WHEN.find(({ part }) => part.test(expr));
  return found === undefined ? {} : { emptyWhen: found.when };
}

/** A query for log lines, or for numbers made of them, with the dashboard's variables still in it. */
export type ListedLogQuery = { readonly dashboard: string; readonly panel: string; readonly expr: string };

export function listLogQueries(dashboards: readonly Dashboard[] = buildDashboards()): readonly ListedLogQuery[] {
  return dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap((panel) =>
      targetsOf(panel).filter(isLogQuery).map(({ expr }) => ({ dashboard: dashboard.title ?? '', panel: panel.title ?? '', expr })),
    ),
  );
}

type PartialQuery = Omit<ListedQuery, 'dashboard' | 'emptyWhen'>;

function queriesOfPanel(panel: Panel): readonly PartialQuery[] {
  return targetsOf(panel).filter((query) => !isLogQuery(query)).map(({ refId, expr, instant }) => {
    return { panel: panel.title ?? '', refId: refId ?? '', expr, kind: instant === true ? 'instant' : 'range' };
  });
}

/** The series in `label_values(series, label)`. */
export const LABEL_VALUES = /^label_values\((?<series>.+), *(?<label>\w+)\)$/;

function queriesOfVariable({ name, query }: VariableModel): readonly PartialQuery[] {
  if (typeof query !== 'object') return [];
  const series = LABEL_VALUES.exec(String(query.query))?.groups?.series;
  return [{ panel: `variable ${name}`, refId: String(query.refId), expr: series ?? '', kind: 'instant' }];
}

function queryOfAnnotation({ name, expr }: AnnotationQuery): PartialQuery {
  return { panel: `annotation ${name}`, refId: 'A', expr: expr ?? '', kind: 'range' };
}
