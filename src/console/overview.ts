import { panelsOf, type Dashboards, type Panel } from './dashboards.js';
import type { DashboardQueries } from './dashboard-queries.js';
import { judgeByThresholds, judgeDepth, judgeStatuses, stepsOf, type Judgement, type StatusLimits } from './judge-figure.js';
import type { Asked, ConsoleFacts, Figure, Measured, PanelAnswer, QuerySeries, TimeRange } from './measured.js';
import { FIGURES, type FigurePlan } from './overview-figures.js';
import { toSentence } from './sentence.js';

/** Milliseconds after which the last number counts as stale. */
const STALE_MS = 300_000;
/** Points of each figure's series. */
const POINTS = 120;
const LEAST_STEP_SECONDS = 5;

export type OverviewOptions = {
  readonly dashboards: Dashboards;
  readonly queries: DashboardQueries;
  readonly depth: ConsoleFacts['depth'];
  readonly limits: StatusLimits;
};

type Series = Figure['series'];
type PlacedFigure = FigurePlan & { readonly at: Panel };

/**
 * The figures by which one sees whether all is well, each asked as its panel asks it.
 *
 * @throws Error when a panel is not where it should be: the dashboards are another version's.
 */
export function createOverview(options: OverviewOptions): Measured['overview'] {
  const { dashboards, queries } = options;
  const figures = FIGURES.map((plan) => ({ ...plan, at: findPanel(dashboards, plan) }));

  async function measure(figure: PlacedFigure, { start, end }: TimeRange, stepSeconds: number): Promise<Asked<Figure>> {
    const answer = await queries.askOverTime({ dashboard: figure.dashboard, panel: figure.at.id, target: figure.target, start, end, stepSeconds, variables: {} });
    return answer.kind === 'answered' ? { kind: 'answered', value: describe(figure, answer.value, end, options) } : answer;
  }

  return async ({ start, end }) => {
    const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil((end - start) / 1000 / POINTS));
    const stepMs = stepSeconds * 1000;
    // The last point is to be the end, whatever the start was.
    const range = { start: end - Math.max(1, Math.floor((end - start) / stepMs)) * stepMs, end };
    const answers = await Promise.all(figures.map((figure) => measure(figure, range, stepSeconds)));
    const problem = answers.find((answer) => answer.kind !== 'answered');
    return {
      at: range.end,
      figures: answers.flatMap((answer) => (answer.kind === 'answered' ? [answer.value] : [])),
      ...(problem && 'why' in problem && { problem: toSentence(problem.why) }),
    };
  };
}

function findPanel(dashboards: Dashboards, { dashboard, panel }: FigurePlan): Panel {
  const found = panelsOf(dashboards.find(dashboard) ?? {}).find(({ title }) => title === panel);
  if (!found) throw new Error(`the dashboard ${dashboard} has no panel "${panel}"`);
  return found;
}

function describe(figure: PlacedFigure, { result }: PanelAnswer, end: number, options: OverviewOptions): Figure {
  const series = result.map(toSeries).filter(({ points }) => points.length > 0);
  const at = series.length === 0 ? null : Math.max(...series.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const latest = new Map(series.flatMap(({ name, points }) => points.filter(([time]) => time === at).map(([, number]) => [name, number] as const)));
  const isFresh = at !== null && end - at <= STALE_MS;
  const value = isFresh ? [...latest.values()].reduce((total, number) => total + number, 0) : null;
  const unit = figure.at.fieldConfig?.defaults?.unit ?? 'short';
  const { name, at: panel } = figure;
  return { name, title: panel.title, unit, value, at, ...judge(figure, value, at, { latest, unit, ...options }), series };
}

function judge(figure: PlacedFigure, value: number | null, at: number | null, { latest, unit, depth, limits }: OverviewOptions & { readonly latest: ReadonlyMap<string, number>; readonly unit: string }): Judgement {
  if (value === null) return { state: 'unknown', detail: at === null ? figure.none : `Nothing newer than ${new Date(at).toISOString()}. ${figure.none}` };
  if (figure.judged === 'by depth') return judgeDepth(value, depth);
  if (figure.judged === 'by status') return judgeStatuses(latest, limits);
  return judgeByThresholds(value, stepsOf(figure.at), unit);
}

/** Named by its labels. What is no number, as a share of nothing, is left out. */
function toSeries({ metric, values = [] }: QuerySeries): Series[number] {
  const points = values.map(([seconds, text]) => [seconds * 1000, Number(text)] as const).filter(([, value]) => Number.isFinite(value));
  const labels = Object.entries(metric).filter(([name]) => name !== '__name__');
  return { name: labels.map(([, value]) => value).join(' '), points };
}
