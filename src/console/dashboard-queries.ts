import { asksLogs, findAnnotation, findTarget, type Dashboard, type Dashboards, type PlacedExpression } from './dashboards.js';
import { thinExemplars } from './exemplars.js';
import { STANDARD_LIMIT, type AskLogs } from './log-query.js';
import type { Asked, ExemplarAnswer, MarkQuery, Measured, NotAnswered, PanelAnswer, PanelQuery, QueryScope, TimeRange, VariableAnswer, VariableQuery } from './measured.js';
import type { Prometheus } from './prometheus-client.js';
import { ownValues, putVariables } from './put-variables.js';

export const MOST_RANGE_MS = 35 * 86_400_000;
/** Points of a series in one answer. */
export const MOST_POINTS = 1_100;

export type DashboardQueries = Pick<Measured, 'ask' | 'askExemplars' | 'listValues'> & {
  /** As `ask`, but an instant target too is asked from start to end. */
  askOverTime(query: PanelQuery): Promise<Asked<PanelAnswer>>;
};

export type DashboardQueriesOptions = {
  readonly dashboards: Dashboards;
  readonly prometheus: Prometheus;
  readonly askLogs: AskLogs;
  /** Seconds between two scrapes, as Grafana's data source is told. */
  readonly scrapeSeconds: number;
};

const refused = (why: string): NotAnswered => ({ kind: 'query-refused', why });

/** Asks Prometheus and log lines what the dashboards ask, and nothing else: a caller says where an expression stands and what to put in. */
export function createDashboardQueries({ dashboards, prometheus, askLogs, scrapeSeconds }: DashboardQueriesOptions): DashboardQueries {
  async function ask(query: PanelQuery | MarkQuery, mayBeInstant = true): Promise<Asked<PanelAnswer>> {
    const question = readQuestion(query);
    if ('kind' in question) return question;
    const { place, expr, stepSeconds } = question;
    if (place.target && asksLogs(place.target)) {
      const { series, ...logs } = await askLogs({ expr, start: query.start, end: query.end, stepSeconds, limit: place.target.maxLines ?? STANDARD_LIMIT });
      return { kind: 'answered', value: { expr, stepSeconds, resultType: 'matrix', result: series, logs } };
    }
    const answer = place.isInstant && mayBeInstant ? await prometheus.query(expr, query.end) : await prometheus.queryRange(expr, query, stepSeconds);
    return answer.kind === 'answered' ? { kind: 'answered', value: { expr, stepSeconds, ...answer.value } } : answer;
  }

  async function askExemplars(query: PanelQuery): Promise<Asked<ExemplarAnswer>> {
    const question = readQuestion(query);
    if ('kind' in question) return question;
    const { place, expr, stepSeconds } = question;
    if (place.target?.exemplar !== true) return refused(`panel ${query.panel} of ${query.dashboard} shows no exemplars in ${query.target}`);
    const answer = await prometheus.exemplars(expr, query);
    return answer.kind === 'answered' ? { kind: 'answered', value: { expr, exemplars: thinExemplars(answer.value, stepSeconds) } } : answer;
  }

  /** The expression with its variables put in, or why it is not asked. */
  function readQuestion(query: PanelQuery | MarkQuery): Question | NotAnswered {
    const place = findPlace(dashboards, query);
    if ('kind' in place) return place;
    const scope = boundScope(query);
    if ('kind' in scope) return scope;
    const put = putVariables(place.expr, place.dashboard.templating.list, query.variables, { ...scope, scrapeSeconds });
    return put.kind === 'refused' ? refused(put.why) : { place, expr: put.expr, stepSeconds: scope.stepSeconds };
  }

  async function listValues(query: VariableQuery): Promise<Asked<VariableAnswer>> {
    const dashboard = dashboards.find(query.dashboard);
    const variable = dashboard?.templating.list.find(({ name }) => name === query.variable);
    if (!dashboard || !variable) return refused(`there is no variable ${query.variable} on a dashboard ${query.dashboard}`);
    if (variable.type !== 'query') return { kind: 'answered', value: { values: ownValues(variable) } };
    const lookup = readLookup(variable.query);
    if (!lookup) return refused(`the values of ${query.variable} are not looked up here`);
    return lookUp(dashboard, lookup, query);
  }

  async function lookUp(dashboard: Dashboard, { label, selector }: Lookup, query: VariableQuery): Promise<Asked<VariableAnswer>> {
    const scope = boundScope({ ...query, stepSeconds: 1 });
    if ('kind' in scope) return scope;
    const put = putVariables(selector, dashboard.templating.list, query.variables, { ...scope, scrapeSeconds });
    if (put.kind === 'refused') return refused(put.why);
    const answer = await prometheus.labelValues(label, put.expr, query);
    return answer.kind === 'answered' ? { kind: 'answered', value: { values: [...answer.value].sort() } } : answer;
  }

  return { ask: (query) => ask(query), askExemplars, askOverTime: (query) => ask(query, false), listValues };
}

type Question = { readonly place: PlacedExpression; readonly expr: string; readonly stepSeconds: number };

function findPlace(dashboards: Dashboards, query: PanelQuery | MarkQuery): PlacedExpression | NotAnswered {
  const dashboard = dashboards.find(query.dashboard);
  if (!dashboard) return refused(`there is no dashboard ${query.dashboard}`);
  const found = 'annotation' in query ? findAnnotation(dashboard, query.annotation) : findTarget(dashboard, query.panel, query.target);
  return typeof found === 'string' ? refused(found) : found;
}

/** Holds the limits: a range that is too long is refused, a step that is too small is raised. */
function boundScope({ start, end, stepSeconds }: TimeRange & Pick<QueryScope, 'stepSeconds'>): { readonly rangeSeconds: number; readonly stepSeconds: number } | NotAnswered {
  if (start >= end) return refused('the start is not before the end');
  if (end - start > MOST_RANGE_MS) return refused(`from start to end are more than ${MOST_RANGE_MS / 86_400_000} days`);
  const rangeSeconds = Math.max(1, Math.round((end - start) / 1000));
  return { rangeSeconds, stepSeconds: Math.max(stepSeconds, Math.ceil(rangeSeconds / (MOST_POINTS - 1))) };
}

type Lookup = { readonly selector: string; readonly label: string };

/** `label_values(selector, label)`, the one kind of lookup that the dashboards use. */
function readLookup(query: string | { readonly query: string } | undefined): Lookup | undefined {
  const text = typeof query === 'object' ? query.query : (query ?? '');
  const { selector, label } = /^label_values\((?<selector>.+),\s*(?<label>\w+)\)$/.exec(text)?.groups ?? {};
  return selector !== undefined && label !== undefined ? { selector, label } : undefined;
}
