import type { Link, Panel } from './dashboard-json.ts';
import { fieldOf, show } from './display.ts';
import { legendOf, pointOf, type Asked } from './series.ts';

/** One sample as Prometheus gave it, and as the panel writes it. */
export type DataRow = {
  readonly at: number;
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Prometheus' own digits. */
  readonly value: string;
  readonly shown: string;
  readonly links: readonly Link[];
};

/** The newest first; of one time in the order of the series. */
export function dataRows(panel: Panel, asked: readonly Asked[]): readonly DataRow[] {
  const rows = asked.flatMap(({ target, answer }) =>
    answer.result.flatMap(({ metric, value, values = value ? [value] : [] }) => {
      const series = legendOf(target, metric, answer.expr);
      const field = fieldOf(panel, { name: series, type: 'number' });
      return values.map((sample) => {
        const [at, number] = pointOf(sample);
        return { at, series, labels: metric, value: sample[1], shown: show(field, number).text, links: field.links ?? [] };
      });
    }),
  );
  return rows.sort((one, other) => other.at - one.at);
}
