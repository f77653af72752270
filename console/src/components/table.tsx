import type { ComponentChildren } from 'preact';

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand at the right, under each other. */
  readonly isNumber?: boolean;
  /** The column that names the row. */
  readonly isHeader?: boolean;
};

export type TableProps<Row> = {
  /** What is in it; it is also what a screen reader says. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Stands above the table already. */
  readonly isCaptionHidden?: boolean;
};

/** A table that scrolls sideways inside its own box where the page is narrower than it. */
export function Table<Row>({ caption, columns, rows, keyOf, isCaptionHidden = false }: TableProps<Row>) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class={isCaptionHidden ? 'visually-hidden' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? 'number' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>{columns.map((column) => cellOf(column, row))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<Row>({ title, cell, isNumber, isHeader }: Column<Row>, row: Row) {
  const look = isNumber ? 'number' : '';
  return isHeader ? (
    <th key={title} scope="row" class={look}>
      {cell(row)}
    </th>
  ) : (
    <td key={title} class={look}>
      {cell(row)}
    </td>
  );
}
