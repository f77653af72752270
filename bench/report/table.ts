import { FIGURES } from '../figures.js';
import type { Spread } from '../statistics.js';
import type { Ratio, SummaryRow } from './summary.js';

/** The results as lines of text: medians with the least and the most of all rounds, and ratios. */
export function formatTable(rows: readonly SummaryRow[], contenders: readonly string[], ratios: readonly string[]): string {
  const header = ['median [least-most]', ...contenders, ...ratios];
  const body = rows.map((row) => [
    `${FIGURES[row.figure].title} (${FIGURES[row.figure].unit})`,
    ...contenders.map((name) => formatSpread(row.contenders.get(name))),
    ...ratios.map((name) => formatRatio(row.ratios.get(name))),
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...body].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return [line(header), ...body.map(line)].join('\n');
}

function formatSpread(spread: Spread | undefined): string {
  if (!spread) return '';
  const { median, min, max, values } = spread;
  return values.length === 1 ? formatNumber(median) : `${formatNumber(median)} [${formatNumber(min)}-${formatNumber(max)}]`;
}

function formatRatio(ratio: Ratio | undefined): string {
  if (!ratio) return '';
  const { median, min, max, interval } = ratio;
  if (!interval) return `${median.toFixed(2)} [${min.toFixed(2)}-${max.toFixed(2)}]`;
  const bounds = `${interval.low.toFixed(3)}-${interval.high.toFixed(3)}`;
  return `${median.toFixed(3)} [${bounds} at ${(interval.confidence * 100).toFixed(1)} %]`;
}

function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
