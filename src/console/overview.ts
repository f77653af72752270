import { panelsOf, type Dashboards, type Panel } from './dashboards.js';
import type { DashboardQueries } from './dashboard-queries.js';
import { judgeAnswers, judgeBudget, judgeByThresholds, judgeDepth, stepsOf, type Judgement, type StatusLimits } from './judge-figure.js';
import { findLastMinute, findOverSeconds, type LastMinute, type LastMinuteParts } from './last-minute.js';
import type { Asked, ConsoleFacts, Figure, Measured, PanelAnswer, QuerySeries, TimeRange } from './measured.js';
import { FIGURES, REFUSALS, type FigurePlan } from './overview-figures.js';
import { toSentence } from './sentence.js';

/** Milliseconds after which the last number counts as stale. */
const STALE_MS = 300_000;
/** Points of each figure's series. */
const POINTS = 120;
const LEAST_STEP_SECONDS = 5;
/** Seconds that the answers by status are a mean over. */
const MEAN_SECONDS = 300;
/** The reason of a refusal by the limit of all users. */
const GLOBAL_LIMIT = 'global-limit';

export type OverviewOptions = LastMinuteParts & {
  readonly queries: DashboardQueries;
  readonly depth: ConsoleFacts['depth'];
  readonly limits: StatusLimits;
};

type Series = Figure['series'];
type PlacedFigure = FigurePlan & { readonly at: Panel; readonly lastMinute: LastMinute | undefined };
/** Over which time a number is, and what else it is judged by. */
type Beside = { readonly over: string; readonly overGlobalLimit: number };

/**
 * The figures by which one sees whether all is well, each asked as its panel asks it.
 *
 * @throws Error when a panel is not where it should be: the dashboards are another version's.
 */
export function createOverview(options: OverviewOptions): Measured['overview'] {
  const { dashboards, queries } = options;
  const figures = FIGURES.map((plan) => {
    const at = findPanel(dashboards, plan);
    return { ...plan, at, lastMinute: findLastMinute(options, { ...plan, panel: at.id }) };
  });
  const refusals = { ...REFUSALS, panel: findPanel(dashboards, REFUSALS).id };

  /** Clicks a second that the limit of all users refused; only the answers by status are judged by them. */
  async function measureGlobalLimit({ judged }: FigurePlan, at: number, seconds: number): Promise<Asked<number>> {
    const answer = judged === 'by status' ? await findOverSeconds(options, refusals, seconds)?.(at) : undefined;
    if (answer && answer.kind !== 'answered') return answer;
    const series = answer?.value.result.map(toSeries).find(({ name }) => name === GLOBAL_LIMIT);
    return { kind: 'answered', value: series?.points.at(-1)?.[1] ?? 0 };
  }

  async function measure(figure: PlacedFigure, { start, end }: TimeRange, stepSeconds: number): Promise<Asked<Figure>> {
    const place = { dashboard: figure.dashboard, panel: figure.at.id, target: figure.target };
    const asked = queries.askOverTime({ ...place, start, end, stepSeconds, variables: {} });
    const [answer, lastMinute, limited] = await Promise.all([asked, measureLastMinute(figure, end), measureGlobalLimit(figure, end, MEAN_SECONDS)]);
    if (answer.kind !== 'answered') return answer;
    if (limited.kind !== 'answered') return limited;
    const beside = { over: 'the last five minutes', overGlobalLimit: limited.value };
    return { kind: 'answered', value: { ...describe(figure, answer.value, end, { ...options, ...beside }), ...lastMinute } };
  }

  /** Nothing where the figure is no mean over more, or the question fails: the figure itself stands without it. */
  async function measureLastMinute(figure: PlacedFigure, at: number): Promise<Pick<Figure, 'lastMinute'>> {
    const { lastMinute } = figure;
    if (!lastMinute) return {};
    const [answer, limited] = await Promise.all([lastMinute.ask(at), measureGlobalLimit(figure, at, lastMinute.seconds)]);
    if (answer.kind !== 'answered' || limited.kind !== 'answered') return {};
    const latest = new Map(answer.value.result.map(toSeries).flatMap(({ name, points }) => points.map(([, number]) => [name, number] as const)));
    const sum = [...latest.values()].reduce((total, number) => total + number, 0);
    // A minute without requests is no proof that they would be answered well.
    const value = latest.size === 0 || (figure.judged === 'by status' && sum === 0) ? null : sum;
    const judgement = judge(figure, value, at, { latest, ...options, over: 'the last minute', overGlobalLimit: limited.value });
    return { lastMinute: { value, ...judgement, meanSeconds: lastMinute.meanSeconds } };
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

function findPanel(dashboards: Dashboards, { dashboard, panel }: Pick<FigurePlan, 'dashboard' | 'panel'>): Panel {
  const found = panelsOf(dashboards.find(dashboard) ?? {}).find(({ title }) => title === panel);
  if (!found) throw new Error(`the dashboard ${dashboard} has no panel "${panel}"`);
  return found;
}

function describe(figure: PlacedFigure, { result }: PanelAnswer, end: number, options: OverviewOptions & Beside): Figure {
  const series = result.map(toSeries).filter(({ points }) => points.length > 0);
  const at = series.length === 0 ? null : Math.max(...series.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const latest = new Map(series.flatMap(({ name, points }) => points.filter(([time]) => time === at).map(([, number]) => [name, number] as const)));
  const isFresh = at !== null && end - at <= STALE_MS;
  const value = isFresh ? [...latest.values()].reduce((total, number) => total + number, 0) : null;
  const unit = unitOf(figure.at);
  const { name, at: panel, dashboard } = figure;
  return { name, title: panel.title, unit, value, at, ...judge(figure, value, at, { latest, ...options }), panel: { dashboard, id: panel.id }, series };
}

type Judged = OverviewOptions & Beside & { readonly latest: ReadonlyMap<string, number> };

function judge(figure: PlacedFigure, value: number | null, at: number | null, { latest, depth, limits, ...beside }: Judged): Judgement {
  if (value === null) return { state: 'unknown', detail: at === null ? figure.none : `Nothing newer than ${new Date(at).toISOString()}. ${figure.none}` };
  if (figure.judged === 'by depth') return judgeDepth(value, depth);
  if (figure.judged === 'by status') return judgeAnswers({ byStatus: latest, ...beside }, limits);
  const judgeValue = figure.judged === 'as budget' ? judgeBudget : judgeByThresholds;
  return judgeValue(value, stepsOf(figure.at), unitOf(figure.at));
}

const unitOf = ({ fieldConfig }: Panel): string => fieldConfig?.defaults?.unit ?? 'short';

/** Named by its labels. What is no number, as a share of nothing, is left out. */
function toSeries({ metric, value, values = value ? [value] : [] }: QuerySeries): Series[number] {
  const points = values.map(([seconds, text]) => [seconds * 1000, Number(text)] as const).filter(([, value]) => Number.isFinite(value));
  const labels = Object.entries(metric).filter(([name]) => name !== '__name__');
  return { name: labels.map(([, value]) => value).join(' '), points };
}
