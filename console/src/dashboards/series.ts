import type { Exemplar, PanelAnswer, QuerySeries, Sample } from '../../../src/console/measured.ts';
import type { Panel, Target } from './dashboard-json.ts';
import { fieldOf, type Field } from './display.ts';
import type { Range } from './time-range.ts';

/** The answer to one target, and what it was asked with. */
export type Asked = { readonly target: Target; readonly answer: PanelAnswer; readonly exemplars?: readonly Exemplar[]; readonly range: Range; readonly stepSeconds: number };

export type Point = readonly [at: number, value: number | null];
export type Series = {
  readonly refId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  readonly field: Field;
};

/** One series for each of the answers' own, null where a sample is missing, so that lines break there. */
export function seriesOf(panel: Panel, asked: readonly Asked[]): readonly Series[] {
  return asked.flatMap(({ target, answer, range, stepSeconds }) =>
    answer.result.map((result) => {
      const name = legendOf(target, result.metric, answer.expr);
      const points = result.values ? onGrid(result.values, range, stepSeconds * 1000) : result.value ? [pointOf(result.value)] : [];
      return { refId: target.refId, name, labels: result.metric, points, field: fieldOf(panel, { name, type: 'number' }) };
    }),
  );
}

export function legendOf({ legendFormat }: Target, labels: Readonly<Record<string, string>>, expr: string): string {
  if (legendFormat !== undefined && legendFormat !== '' && legendFormat !== '__auto') return fillLabels(legendFormat, labels);
  const { __name__: metric = '', ...others } = labels;
  const inside = Object.entries(others).map(([name, value]) => `${name}="${value}"`);
  return inside.length > 0 ? `${metric}{${inside.join(', ')}}` : metric || expr;
}

/** `{{label}}` by its value; nothing for a label that is not there. */
export function fillLabels(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{\s*([^}]*?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
}

/** NaN is no value: a rate over nothing, a quantile of no events. */
function numberOf(text: string): number | null {
  const value = Number(text.replace('Inf', 'Infinity'));
  return Number.isNaN(value) ? null : value;
}

export const pointOf = ([seconds, text]: Sample): Point => [Math.round(seconds * 1000), numberOf(text)];

function onGrid(samples: readonly Sample[], { from, to }: Range, length: number): readonly Point[] {
  const known = new Map(samples.map(pointOf));
  const count = Math.floor((to - from) / length) + 1;
  return Array.from({ length: count }, (_, index) => from + index * length).map((at) => [at, known.get(at) ?? null]);
}

/** How the answer's series are named when there is but one value of each. */
export const instantValue = (series: QuerySeries): number | null => (series.value ? numberOf(series.value[1]) : null);
