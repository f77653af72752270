import { useCallback } from 'preact/hooks';
import type { AuditTrailAnswer } from '../../../src/http/routes/admin-schemas.ts';
import { ask } from '../api/ask.ts';
import { ACTS } from '../audit/acts.ts';
import { EntriesTable } from '../audit/entries-table.tsx';
import { Empty, KeptInput, LiveProblem, Loading, Pager, View } from '../components/index.ts';
import '../components/filters.css';
import { useLive } from '../hooks/use-live.ts';
import { useQuery } from '../hooks/use-query.ts';

const EVERY_MS = 10_000;
const PAGE = '50';

/** Who did what, by the console, a command or a request. */
export default function AuditView() {
  const { query, change } = useQuery();
  const { act = '', by = '', cursor = '' } = query;
  const parameters = new URLSearchParams(Object.entries({ act, by, cursor, limit: PAGE }).filter(([, value]) => value !== '')).toString();
  const load = useCallback((signal: AbortSignal) => ask<AuditTrailAnswer>(`/api/admin/audit-trail?${parameters}`, { signal }), [parameters]);
  // Only the first page grows.
  const live = useLive(load, cursor === '' ? EVERY_MS : 0, parameters);
  const { value, problem } = live;
  return (
    <View title="Audit trail">
      <p class="soft">Each act of a person on ledger, queue and alerts is written down before it begins, by console, API and command alike. What is done in the stores themselves is not.</p>
      <Filters act={act} by={by} onChange={(changes) => change({ ...changes, cursor: null })} />
      <LiveProblem live={live} />
      {!value && !problem && <Loading what="the audit trail" isTall />}
      {value && (
        <>
          {value.entries.length > 0 ? <EntriesTable caption="Audit trail" entries={value.entries} /> : <NoEntries isFiltered={act + by !== ''} onClear={() => change({ act: null, by: null, cursor: null })} />}
          <Pager label="the audit trail" isFirst={cursor === ''} hasNext={value.next !== undefined} onFirst={() => change({ cursor: null })} onNext={() => change({ cursor: value.next ?? null })} />
        </>
      )}
    </View>
  );
}

type FiltersProps = { readonly act: string; readonly by: string; readonly onChange: (changes: { readonly act?: string | null; readonly by?: string | null }) => void };

function Filters({ act, by, onChange }: FiltersProps) {
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        Act
        <select value={act} onChange={(event) => onChange({ act: event.currentTarget.value || null })}>
          <option value="">Any</option>
          {Object.entries(ACTS).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Person
        <KeptInput shown={by} placeholder="Anybody" onChange={(event) => onChange({ by: event.currentTarget.value.trim() || null })} />
      </label>
    </form>
  );
}

function NoEntries({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (!isFiltered) return <Empty title="Nobody has acted yet">What is replayed, paused, silenced, archived, erased or restored will stand here.</Empty>;
  return (
    <Empty title="No entry is of this filter">
      <button type="button" onClick={onClear}>
        Show all
      </button>
    </Empty>
  );
}
