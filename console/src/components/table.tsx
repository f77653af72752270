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

/**
 * A table. On a narrow page each row is a card whose values stand below their titles; in between it scrolls sideways inside
 * its own box. The roles are said, since a browser forgets them of rows that are laid out as cards.
 */
export function Table<Row>({ caption, columns, rows, keyOf, isCaptionHidden = false }: TableProps<Row>) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table role="table">
        <caption class={isCaptionHidden ? 'visually-hidden' : ''}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" role="columnheader" class={isNumber ? 'number' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map((column) => cellOf(column, row))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<Row>({ title, cell, isNumber, isHeader }: Column<Row>, row: Row) {
  const look = isNumber ? 'number' : '';
  return isHeader ? (
    <th key={title} scope="row" role="rowheader" data-title={title} class={look}>
      {cell(row)}
    </th>
  ) : (
    <td key={title} role="cell" data-title={title} class={look}>
      {cell(row)}
    </td>
  );
}
