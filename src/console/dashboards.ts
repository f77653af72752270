import type { DashboardLink } from './measured.js';

/** What is read of a generated dashboard; the console's page gets the whole of it. */
export type Dashboard = DashboardLink & {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
};

export type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly Target[];
  /** Of a row that is folded. */
  readonly panels?: readonly Panel[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string; readonly noValue?: string; readonly thresholds?: { readonly steps: readonly ThresholdStep[] } } };
};

/** From `value` on; null: from the least. */
export type ThresholdStep = { readonly color: string; readonly value: number | null };

type DataSource = { readonly type?: string };
export type Target = {
  readonly refId: string;
  readonly expr: string;
  readonly instant?: boolean;
  readonly datasource?: DataSource;
  readonly exemplar?: boolean;
  /** Of log lines the newest so many. */
  readonly maxLines?: number;
};
export type Annotation = { readonly name: string; readonly expr?: string; readonly datasource?: DataSource };

export type Variable = {
  readonly name: string;
  readonly type: string;
  /** Of a list of choices the list, of one that Prometheus has the query. */
  readonly query?: string | { readonly query: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly current?: { readonly value?: string | readonly string[] };
};

/** What stands at a place of a dashboard: an expression that this product has written. */
export type PlacedExpression = { readonly expr: string; readonly isInstant: boolean; readonly dashboard: Dashboard; /** Where it stands in a panel. */ readonly target?: Target };

export type Dashboards = {
  readonly list: readonly Dashboard[];
  find(uid: string): Dashboard | undefined;
};

export function createDashboards(list: readonly Dashboard[]): Dashboards {
  const byUid = new Map(list.map((dashboard) => [dashboard.uid, dashboard]));
  return { list, find: (uid) => byUid.get(uid) };
}

/** Every panel, those in rows included. */
export function panelsOf({ panels }: { readonly panels?: readonly Panel[] }): Panel[] {
  return (panels ?? []).flatMap((panel) => [panel, ...panelsOf(panel)]);
}

/** The expression of a target; a sentence where there is none that is asked of Prometheus or of log lines. */
export function findTarget(dashboard: Dashboard, id: number, refId: string): PlacedExpression | string {
  const target = panelsOf(dashboard).find((panel) => panel.id === id)?.targets?.find((each) => each.refId === refId);
  if (!target) return `the dashboard ${dashboard.uid} has no panel ${id} with a target ${refId}`;
  if (target.datasource?.type !== 'prometheus' && !asksLogs(target)) return `panel ${id} of ${dashboard.uid} is asked neither of Prometheus nor of log lines`;
  return { expr: target.expr, isInstant: target.instant === true, dashboard, target };
}

export const asksLogs = ({ datasource }: Target): boolean => datasource?.type === 'loki';

/** The expression of the marks that are drawn over charts. */
export function findAnnotation(dashboard: Dashboard, name: string): PlacedExpression | string {
  const annotation = dashboard.annotations.list.find((each) => each.name === name);
  if (annotation?.expr === undefined || annotation.datasource?.type !== 'prometheus') return `the dashboard ${dashboard.uid} has no annotation of this name that is asked of Prometheus`;
  return { expr: annotation.expr, isInstant: false, dashboard };
}
