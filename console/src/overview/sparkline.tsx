import { formatFigure } from '../format/figure.ts';
import type { Figure } from '../../../src/console/measured.ts';
import { extentOf, pathOf, seenOf, yOf, type TimeSpan } from './spark.ts';

/** A line that the values are held against. `mark` names how it is drawn: never told apart by colour alone. */
export type Threshold = { readonly value: number; readonly mark: 'dotted' | 'dashed' | 'solid'; readonly title: string };

const BOX = { width: 300, height: 64 };
const MARKS = { dotted: '1 5', dashed: '7 4', solid: '' };
/** Series are told apart by dashes too. */
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '4 4'];
const MOST_SERIES = 6;

export type SparklineProps = { readonly figure: Figure; readonly span: TimeSpan; readonly thresholds: readonly Threshold[] };

/** The course of a figure, without axes; what it spans is said in words. */
export function Sparkline({ figure, span, thresholds }: SparklineProps) {
  const series = seenOf(figure.series, MOST_SERIES);
  const highest = thresholds.length === 0 ? 0 : Math.max(...thresholds.map(({ value }) => value));
  const extent = extentOf(series.map(({ points }) => points), span, highest);
  return (
    <figure class="spark">
      <svg class="spark-lines" viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" role="img" aria-label={describe(figure)}>
        {extent && thresholds.map(({ value, mark }) => <path key={value} class={`threshold threshold-${mark}`} d={`M0,${yOf(value, extent, BOX)}H${BOX.width}`} stroke-dasharray={MARKS[mark]} />)}
        {extent && series.map(({ name, points }, index) => <path key={name} class={`series series-${index + 1}`} d={pathOf(points, extent, BOX)} stroke-dasharray={DASHES[index % DASHES.length]} />)}
      </svg>
      <figcaption class="spark-legend">
        {figure.series.length > 1 && series.map(({ name }, index) => <LegendItem key={name} name={name} look={`series series-${index + 1}`} dashes={DASHES[index % DASHES.length] ?? ''} />)}
        {thresholds.map(({ value, mark, title }) => (
          <LegendItem key={value} name={title} look={`threshold threshold-${mark}`} dashes={MARKS[mark]} />
        ))}
      </figcaption>
    </figure>
  );
}

function LegendItem({ name, look, dashes }: { readonly name: string; readonly look: string; readonly dashes: string }) {
  return (
    <span class="legend-item">
      <svg viewBox="0 0 24 8" aria-hidden="true">
        <path class={look} d="M0,4H24" stroke-dasharray={dashes} />
      </svg>
      {name}
    </span>
  );
}

function describe({ title, unit, series }: Figure): string {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  if (values.length === 0) return `${title}: no samples in this time.`;
  return `${title} in this time: from ${formatFigure(Math.min(...values), unit)} to ${formatFigure(Math.max(...values), unit)}.`;
}
