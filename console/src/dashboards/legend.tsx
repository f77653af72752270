import type { Drawn } from '../charts/time-series-option.ts';
import type { Panel } from './dashboard-json.ts';
import { calculate, CALCULATIONS, show } from './display.ts';
import { nextHidden } from './next-hidden.ts';
import { styled } from './styled.ts';

type LegendProps = { readonly panel: Panel; readonly series: readonly Drawn[]; readonly hidden: ReadonlySet<string>; readonly onHide: (hidden: ReadonlySet<string>) => void };

/** Names, and what the panel calculates of each; a name pressed shows that series alone, with Ctrl it hides or shows it. */
export function Legend({ panel, series, hidden, onHide }: LegendProps) {
  const { showLegend = true, displayMode = 'list', calcs = [], sortBy, sortDesc = false } = panel.options?.legend ?? {};
  if (!showLegend || displayMode === 'hidden') return null;
  const press = (name: string, isOne: boolean) => onHide(nextHidden(series.map((one) => one.name), hidden, name, isOne));
  const item = (one: Drawn) => (
    <button type="button" class="legend-name" aria-pressed={!hidden.has(one.name)} onClick={(event) => press(one.name, event.ctrlKey || event.metaKey)}>
      <span class="legend-mark" aria-hidden="true" ref={styled({ '--mark': one.color })} />
      {one.name}
    </button>
  );
  if (displayMode === 'list') return <ul class="legend legend-list">{series.map((one) => <li key={one.name}>{item(one)}</li>)}</ul>;
  const rows = series.map((one) => ({ one, values: calcs.map((id) => calculate(id, one.points.map(([, value]) => value))) }));
  const column = calcs.findIndex((id) => CALCULATIONS[id]?.title === sortBy);
  const sorted = column < 0 ? rows : [...rows].sort((a, b) => (sortDesc ? -1 : 1) * ((a.values[column] ?? -Infinity) - (b.values[column] ?? -Infinity)));
  return (
    <div class="legend legend-table" tabIndex={0} role="region" aria-label={`Legend of ${panel.title}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {calcs.map((id) => (
              <th key={id} scope="col" class="number">
                {CALCULATIONS[id]?.title ?? id}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ one, values }) => (
            <tr key={one.name}>
              <th scope="row">{item(one)}</th>
              {values.map((value, index) => (
                <td key={calcs[index]} class="number">
                  {value === null ? '' : show(one.field, value).text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
