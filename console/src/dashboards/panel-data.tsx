import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CopyButton } from '../components/copy-button.tsx';
import '../components/filters.css';
import { Table, type Column } from '../components/table.tsx';
import { When } from '../components/times.tsx';
import type { Panel } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import { dataRows, type DataRow } from './data-rows.ts';
import { DashboardLink } from './description.tsx';
import { fillLink } from './links.ts';
import { filterRows, type RowFilter } from './filter-rows.ts';
import type { Asked } from './series.ts';

const ROWS_A_PAGE = 100;

/** The figures behind a panel and what was asked for them, to be read, compared and copied. */
export function PanelData({ panel, asked, onClose }: { readonly panel: Panel; readonly asked: readonly Asked[]; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const titleId = `data-${panel.id}`;
  return (
    <dialog class="panel-data" ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <div class="panel-data-head">
        <h2 id={titleId}>{panel.title}: data</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {asked.map((one) => (
        <Expression key={one.target.refId} asked={one} />
      ))}
      <Samples panel={panel} asked={asked} />
    </dialog>
  );
}

function Filter({ filter: { isNotZero, search }, onChange }: { readonly filter: RowFilter; readonly onChange: (change: Partial<RowFilter>) => void }) {
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        Series or label
        <input type="search" value={search} placeholder="Any, such as status=503" onInput={(event) => onChange({ search: event.currentTarget.value })} />
      </label>
      <button type="button" aria-pressed={isNotZero} onClick={() => onChange({ isNotZero: !isNotZero })}>
        {isNotZero && <span aria-hidden="true">✓ </span>}
        Only what is not 0
      </button>
    </form>
  );
}

function Expression({ asked: { target, answer, range, stepSeconds } }: { readonly asked: Asked }) {
  return (
    <div class="panel-data-expression">
      <p class="hint">
        {target.refId}:{' '}
        {target.instant ? (
          <>
            at <When at={range.to} />
          </>
        ) : (
          <>
            from <When at={range.from} /> to <When at={range.to} />, a sample every {stepSeconds} s
          </>
        )}
      </p>
      <pre>{answer.expr}</pre>
      <CopyButton text={answer.expr} label={`expression ${target.refId}`} />
    </div>
  );
}

function Samples({ panel, asked }: { readonly panel: Panel; readonly asked: readonly Asked[] }) {
  const { range, choices } = useScope();
  const [page, setPage] = useState(0);
  const [filter, setFilter] = useState<RowFilter>({ isNotZero: false, search: '' });
  const all = useMemo(() => dataRows(panel, asked), [panel, asked]);
  const rows = useMemo(() => filterRows(all, filter), [all, filter]);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const current = Math.min(page, pages - 1);
  const columns: Column<DataRow>[] = [
    { title: 'Time', cell: ({ at }) => <When at={at} /> },
    { title: 'Series', cell: ({ series }) => series, isHeader: true },
    { title: 'Value', cell: ({ value }) => value, isNumber: true },
    { title: 'Shown as', cell: ({ shown }) => shown, isNumber: true },
  ];
  if (rows.some(({ links }) => links.length > 0)) {
    columns.push({ title: 'Leads to', cell: ({ at, labels, links }) => links.map(({ title, url }) => <DashboardLink key={title} url={fillLink(url, { range, variables: choices, time: at, labels })}>{title}</DashboardLink>) });
  }
  return (
    <>
      <Filter filter={filter} onChange={(change) => (setFilter({ ...filter, ...change }), setPage(0))} />
      <Table caption={`${rows.length < all.length ? `${rows.length} of ` : ''}${all.length} samples, the newest first`} columns={columns} rows={rows.slice(current * ROWS_A_PAGE, (current + 1) * ROWS_A_PAGE)} keyOf={({ at, series, labels }) => `${at} ${series} ${JSON.stringify(labels)}`} />
      <nav class="pager" aria-label="Pages of samples">
        <button type="button" onClick={() => setPage(current - 1)} disabled={current === 0}>
          Newer
        </button>
        <span class="hint">
          Page {current + 1} of {pages}
        </span>
        <button type="button" onClick={() => setPage(current + 1)} disabled={current + 1 >= pages}>
          Older
        </button>
      </nav>
    </>
  );
}
