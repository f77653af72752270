import type { RunbookAnswer } from '../../../src/console/measured.ts';
import { Table, type Column } from '../components/table.tsx';
import { When } from '../components/times.tsx';
import { rowsOf, type QueryRow } from './query-rows.ts';

export type QueryResultProps = { readonly answer: RunbookAnswer; /** What stands on the page. */ readonly asked: string };

/** What Prometheus answered, when, and what it means that there is nothing. */
export function QueryResult({ answer, asked }: QueryResultProps) {
  if (answer.expr !== asked) return <p role="alert">The runbook has changed since this page was opened: reload the page, and sign in again.</p>;
  const { labels, rows, notShown } = rowsOf(answer);
  if (rows.length === 0) return <p>{answer.mayBeEmpty ? NOTHING_HAPPENED : NOTHING_IS_GIVEN} {at(answer)}</p>;
  return (
    <>
      <Table caption={rows.length === 1 ? 'One series' : `${rows.length} series`} columns={columnsOf(labels)} rows={rows} keyOf={({ labels: all }) => JSON.stringify(all)} isCaptionHidden />
      <p class="soft">
        {notShown > 0 && `The ${rows.length} largest; ${notShown} more are not shown. `}
        {rows.some(({ exact }) => exact === 'NaN') && 'NaN: nothing happened in the time it looks back on, so there is nothing to divide by. '}
        {at(answer)}
      </p>
    </>
  );
}

const NOTHING_HAPPENED = 'No series: nothing of the kind happened in the time that it looks back on, or nothing is like that now. It may be so when all is well.';
const NOTHING_IS_GIVEN = 'No series, though there is one when all is well: no process gives this number now. The alerts MiningTargetDown and MiningMetricsAbsent tell of that.';

const at = ({ at: time }: RunbookAnswer) => (
  <span class="soft">
    Asked at <When at={time} />.
  </span>
);

/** The value stands first: where the page is narrow, labels are what is scrolled to. */
function columnsOf(labels: readonly string[]): Column<QueryRow>[] {
  const value: Column<QueryRow> = { title: 'Value', isNumber: true, cell: ({ value: told, exact }) => <span title={exact}>{told}</span> };
  return [value, ...labels.map((label) => ({ title: label, cell: ({ labels: all }: QueryRow) => all[label] ?? '' }))];
}
