import { useState } from 'preact/hooks';
import { letterView } from '../clicks/addresses.ts';
import { Pager, StateBadge, Table, type Column, type State } from '../components/index.ts';
import { countResults, type LetterResult } from './replay-steps.ts';

/** A page of results; with the letters below they are less than a hundred rows. */
const PAGE = 25;

const STATES: Readonly<Record<LetterResult['result'], State>> = {
  credited: 'good',
  rejected: 'warning',
  failed: 'bad',
  'already-replayed': 'info',
  unreplayable: 'unknown',
  absent: 'unknown',
};

const COLUMNS: readonly Column<LetterResult>[] = [
  { title: 'Failed click', isHeader: true, cell: ({ id }) => <a href={letterView(id)}><code>{id}</code></a> },
  { title: 'Result', cell: ({ result }) => <StateBadge state={STATES[result]} word={result} /> },
  { title: 'What that means', cell: explain },
];

/** How many had each result, in words. */
export function Counts({ results }: { readonly results: readonly LetterResult[] }) {
  return (
    <span class="row">
      {countResults(results).map(([result, count]) => (
        <StateBadge key={result} state={STATES[result]} word={`${count} ${result}`} />
      ))}
    </span>
  );
}

/** What came, or would come, of each letter. */
export function Results({ caption, results }: { readonly caption: string; readonly results: readonly LetterResult[] }) {
  const [start, setStart] = useState(0);
  const page = results.slice(start, start + PAGE);
  return (
    <>
      <Table caption={`${caption} (${start + 1} to ${start + page.length} of ${results.length})`} rows={page} columns={COLUMNS} keyOf={({ id }) => id} />
      {results.length > PAGE && (
        <Pager label="results" words={{ first: 'First', next: 'Next' }} isFirst={start === 0} hasNext={start + PAGE < results.length} onFirst={() => setStart(0)} onNext={() => setStart(start + PAGE)} />
      )}
    </>
  );
}

function explain({ result, amount, balance, code, message, why }: LetterResult): string {
  if (result === 'credited') return `${amount ?? 0} ${amount === 1 ? 'unit' : 'units'}, which makes a balance of ${balance ?? 0}`;
  if (result === 'rejected') return `the reward policy says ${code ?? 'no'}: a normal end`;
  if (result === 'failed') return [code, message].filter(Boolean).join(': ');
  if (result === 'already-replayed') return 'it was replayed before; nothing is done';
  return why ?? 'there is no such letter';
}
