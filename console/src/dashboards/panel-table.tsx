import { useState } from 'preact/hooks';
import { colorNamed } from '../charts/palette.ts';
import { useScope } from './dashboard-scope.ts';
import { DashboardLink } from './description.tsx';
import { show } from './display.ts';
import { fillLink } from './links.ts';
import type { Body } from './panel-view.tsx';
import { styled } from './styled.ts';
import { sortedBy, tableOf, type Cell, type Column, type TableRows } from './table-rows.ts';

type Sorting = { readonly column: number; readonly isDescending: boolean };

/** The table as the panel orders it; a head sorts by its column, and the other way the next time. */
export function PanelTable({ panel, asked }: Body) {
  const [sorting, setSorting] = useState<Sorting>();
  const { columns, rows } = tableOf(panel, asked);
  if (rows.length === 0) return <p class="panel-empty">{panel.fieldConfig?.defaults?.noValue ?? 'No data'}</p>;
  const sorted = sorting ? sortedBy(rows, sorting.column, sorting.isDescending) : rows;
  const sort = (column: number) => setSorting({ column, isDescending: sorting?.column === column && !sorting.isDescending });
  return (
    <div class="panel-table" tabIndex={0} role="region" aria-label={`${panel.title}: rows`}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name }, index) => (
              <th key={name} scope="col" class={typeof rows[0]?.[index] === 'number' ? 'number' : ''} aria-sort={sorting?.column !== index ? 'none' : sorting.isDescending ? 'descending' : 'ascending'}>
                <button type="button" class="quiet" onClick={() => sort(index)}>
                  {name}
                  <span aria-hidden="true">{sorting?.column !== index ? '' : sorting.isDescending ? ' ▼' : ' ▲'}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <Row key={index} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ columns, row }: { readonly columns: TableRows['columns']; readonly row: readonly Cell[] }) {
  const named = Object.fromEntries(columns.map(({ name }, index) => [name, String(row[index] ?? '')]));
  return (
    <tr>
      {columns.map((column, index) => (
        <CellOf key={column.name} column={column} value={row[index] ?? null} row={named} />
      ))}
    </tr>
  );
}

function CellOf({ column: { field }, value, row }: { readonly column: Column; readonly value: Cell; readonly row: Readonly<Record<string, string>> }) {
  const { ground, range, choices } = useScope();
  const { text, color } = typeof value === 'string' ? { text: value, color: undefined } : show(field, value);
  const [link] = field.links ?? [];
  const isColored = color !== undefined && color !== 'text' && field.custom?.cellOptions?.type === 'color-text';
  return (
    <td class={`${typeof value === 'number' ? 'number' : ''} ${isColored ? 'cell-colored' : ''}`} ref={isColored ? styled({ '--cell': colorNamed(color, ground.theme) }) : null}>
      {link ? <DashboardLink url={fillLink(link.url, { range, variables: choices, row })}>{text}</DashboardLink> : text}
      {link && <span class="visually-hidden"> ({link.title})</span>}
    </td>
  );
}
