import type { AuditTrailAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { Duration, StateBadge, Table, When, type Column } from '../components/index.ts';
import { formatShort, formatValue } from '../format/value.ts';
import { ACTS, RESULTS } from './acts.ts';

export type Entry = AuditTrailAnswer['entries'][number];

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'When', cell: ({ at }) => <When at={Date.parse(at)} /> },
  { title: 'Who', cell: ({ by, via }) => `${by}${via === 'command' ? ', by a command' : ''}` },
  { title: 'Act', isHeader: true, cell: ({ act }) => ACTS[act] ?? act },
  { title: 'Result', cell: ({ result }) => <StateBadge state={RESULTS[result]} word={result} /> },
  { title: 'What came of it', cell: (entry) => <Outcome entry={entry} /> },
  { title: 'On what', cell: ({ filter }) => <Filter filter={filter} /> },
];

export function EntriesTable({ caption, entries }: { readonly caption: string; readonly entries: readonly Entry[] }) {
  return <Table caption={caption} isCaptionHidden columns={COLUMNS} rows={entries} keyOf={({ id }) => id} />;
}

function Outcome({ entry: { at, endedAt, counts, why, result } }: { readonly entry: Entry }) {
  const said = why ?? formatShort(counts);
  return (
    <>
      {said || (result === 'begun' ? 'It goes on, or its process was killed' : '–')}
      {endedAt !== undefined && (
        <span class="soft">
          {' '}
          in <Duration ms={Date.parse(endedAt) - Date.parse(at)} />
        </span>
      )}
    </>
  );
}

/** On one line; all of it below, where a line has no room for it. */
function Filter({ filter }: { readonly filter: Entry['filter'] }) {
  const isLong = Object.values(filter).some((value) => Array.isArray(value) && value.length > 1);
  if (!isLong) return <>{formatShort(filter) || '–'}</>;
  return (
    <details>
      <summary>{formatShort(filter)}</summary>
      <pre>{formatValue(filter)}</pre>
    </details>
  );
}
