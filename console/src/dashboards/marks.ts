import type { PanelAnswer } from '../../../src/console/measured.ts';
import type { Mark } from '../charts/time-series-option.ts';
import type { Annotation } from './dashboard-json.ts';
import { fillLabels, pointOf } from './series.ts';
import type { Range } from './time-range.ts';

/** Samples one after another are one mark as long as they last; a value that is a time is a mark at that time. */
export function marksOf(annotation: Annotation, answer: PanelAnswer, range: Range): readonly Mark[] {
  return answer.result.flatMap(({ metric, values = [] }) => {
    const words = { title: fillLabels(annotation.titleFormat ?? annotation.name, metric), text: fillLabels(annotation.textFormat ?? '', metric), color: annotation.iconColor };
    const points = values.map(pointOf).filter(([, value]) => value !== null && value !== 0);
    const spans = annotation.useValueForTime ? timesOf(points.map(([, value]) => Math.round(Number(value)))) : spansOf(points.map(([at]) => at), answer.stepSeconds * 1000);
    return spans.filter(({ from, to }) => to >= range.from && from <= range.to).map((span) => ({ ...span, ...words }));
  });
}

type Span = { readonly from: number; readonly to: number };

const timesOf = (times: readonly number[]): readonly Span[] => [...new Set(times)].map((at) => ({ from: at, to: at }));

function spansOf(times: readonly number[], step: number): readonly Span[] {
  const spans: Span[] = [];
  for (const at of times) {
    const last = spans.at(-1);
    if (last && at - last.to <= step * 1.5) spans[spans.length - 1] = { from: last.from, to: at };
    else spans.push({ from: at, to: at });
  }
  return spans;
}
