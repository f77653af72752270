import { type Figure, FIGURES } from '../figures.js';
import type { Measurements } from '../rounds.js';
import { type Interval, medianInterval, type Spread, spreadOf } from '../statistics.js';

export type Ratio = Spread & { readonly interval?: Interval };

/** One figure over all contenders. */
export type SummaryRow = {
  readonly figure: Figure;
  readonly contenders: ReadonlyMap<string, Spread>;
  /** By `a/b`. */
  readonly ratios: ReadonlyMap<string, Ratio>;
};

/** Which contender is compared with which. */
export type Comparison = readonly [string, string];

/** Medians of each contender, and of the ratios within a round: what slowed a round down is in both of its halves. */
export function summarize(measurements: Measurements, comparisons: readonly Comparison[]): SummaryRow[] {
  return (Object.keys(FIGURES) as Figure[])
    .map((figure) => ({
      figure,
      contenders: collect([...measurements.keys()], (name) => spread(valuesOf(measurements, name, figure))),
      ratios: new Map(comparisons.flatMap(([a, b]) => ratioOf(measurements, figure, a, b))),
    }))
    .filter((row) => row.contenders.size > 0);
}

function ratioOf(measurements: Measurements, figure: Figure, a: string, b: string): [string, Ratio][] {
  const others = valuesOf(measurements, b, figure);
  const ratios = valuesOf(measurements, a, figure).flatMap((value, round) => {
    const other = others[round];
    return value === undefined || other === undefined || other === 0 ? [] : [value / other];
  });
  const ratio = spread(ratios);
  const interval = medianInterval(ratios);
  return ratio ? [[`${a}/${b}`, { ...ratio, ...(interval && { interval }) }]] : [];
}

/** Round by round; undefined where it was not measured. */
function valuesOf(measurements: Measurements, name: string, figure: Figure): (number | undefined)[] {
  return (measurements.get(name) ?? []).map((figures) => figures[figure]);
}

function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const measured = values.filter((value) => value !== undefined);
  return measured.length === 0 ? undefined : spreadOf(measured);
}

function collect<Value>(names: readonly string[], of: (name: string) => Value | undefined): Map<string, Value> {
  return new Map(
    names.flatMap((name) => {
      const value = of(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
