import { ERROR_CODES_SHOWN } from '../clicks/codes.ts';
import { KeptInput } from '../components/index.ts';
import '../components/filters.css';
import { fromLocalInput, isNarrow, toLocalInput, type LetterFilter } from './letter-filter.ts';

export type FilterFormProps = { readonly filter: LetterFilter; readonly onChange: (change: { readonly [name in keyof LetterFilter]?: LetterFilter[name] | null }) => void };

/** By code, user and time of the first failure; each change is a step of the browser's history. */
export function FilterForm({ filter, onChange }: FilterFormProps) {
  const { code = '', user = '', since, before } = filter;
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        Code
        <select value={code} onChange={(event) => onChange({ code: event.currentTarget.value || null })}>
          <option value="">Any</option>
          {ERROR_CODES_SHOWN.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="field">
        User
        <KeptInput shown={user} placeholder="Any" onChange={(event) => onChange({ user: event.currentTarget.value.trim() || null })} />
      </label>
      <TimeField title="First failed from" value={since} onChange={(since) => onChange({ since })} />
      <TimeField title="and before" value={before} onChange={(before) => onChange({ before })} />
      <button type="button" disabled={!isNarrow(filter)} onClick={() => onChange({ code: null, user: null, since: null, before: null })}>
        Clear the filter
      </button>
    </form>
  );
}

function TimeField({ title, value, onChange }: { readonly title: string; readonly value: string | undefined; readonly onChange: (value: string | null) => void }) {
  const shown = toLocalInput(value);
  return (
    <label class="field">
      {title}, local time
      <KeptInput isTime shown={shown} onBlur={(event) => event.currentTarget.value !== shown && onChange(fromLocalInput(event.currentTarget.value) ?? null)} />
    </label>
  );
}
