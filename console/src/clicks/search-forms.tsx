import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { KeptInput } from '../components/index.ts';
import { useQuery } from '../hooks/use-query.ts';
import { fromSearch, letterView, toSearch } from './addresses.ts';
import { IDEMPOTENCY_KEY, recogniseId, USER_ID } from './recognise-id.ts';
import '../components/filters.css';

/** Two ways to name a click: an id of any kind, or a user with or without an idempotency key. */
export function SearchForms() {
  /** A key that was pasted where an id was expected. */
  const [key, setKey] = useState<string>();
  return (
    <search class="card stack">
      <IdForm onKey={setKey} />
      <UserForm pastedKey={key} />
    </search>
  );
}

function IdForm({ onKey }: { readonly onKey: (key: string) => void }) {
  const { query, change } = useQuery();
  const { route } = useLocation();
  const [why, setWhy] = useState<string>();
  const shown = query['click'] ?? query['trace'] ?? '';
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const found = recogniseId(textOf(event, 'id'));
    setWhy(found.kind === 'unknown' ? found.why : undefined);
    if (found.kind === 'click') change(toSearch(found.name));
    if (found.kind === 'letter') route(letterView(found.id));
    if (found.kind === 'key') {
      onKey(found.idempotencyKey);
      setWhy('This looks like an idempotency key: say below whose it is.');
    }
  };
  return (
    <form onSubmit={find}>
      <label class="field" for="find-id">
        Click id, trace id, or a line that holds one
      </label>
      <div class="find-row">
        <KeptInput id="find-id" name="id" shown={shown} aria-describedby="find-why" />
        <button type="submit" class="primary">
          Find
        </button>
      </div>
      <p id="find-why" class="find-why" role="status">
        {why}
      </p>
    </form>
  );
}

function UserForm({ pastedKey }: { readonly pastedKey: string | undefined }) {
  const { query, change } = useQuery();
  const form = useRef<HTMLFormElement>(null);
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    if (pastedKey !== undefined) form.current?.querySelector<HTMLElement>('[name=user]')?.focus();
  }, [pastedKey]);
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const userId = textOf(event, 'user');
    const key = textOf(event, 'key');
    const fault = faultOf(userId, key);
    setWhy(fault);
    const name = fromSearch({ user: userId, key });
    if (fault === undefined && name) change(toSearch(name));
  };
  const [shownUser = '', shownKey = pastedKey ?? ''] = [query['user'], query['key']];
  return (
    <form class="filters" ref={form} onSubmit={find}>
      <label class="field">
        User
        <KeptInput name="user" shown={shownUser} required />
      </label>
      <label class="field">
        Idempotency key
        <KeptInput name="key" placeholder="Empty: all clicks of the user" shown={shownKey} />
      </label>
      <button type="submit">Find</button>
      {why !== undefined && (
        <p class="find-why" role="status">
          {why}
        </p>
      )}
    </form>
  );
}

function faultOf(userId: string, key: string): string | undefined {
  if (!USER_ID.test(userId)) return 'A user has 1 to 128 visible ASCII characters, without white space.';
  if (key !== '' && !IDEMPOTENCY_KEY.test(key)) return 'An idempotency key has 8 to 64 characters of A-Z a-z 0-9 _ -.';
  return undefined;
}

function textOf({ currentTarget }: SubmitEvent, name: string): string {
  const value = new FormData(currentTarget as HTMLFormElement).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
