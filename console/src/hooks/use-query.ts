import { useLocation } from 'preact-iso';
import { useCallback } from 'preact/hooks';
import { changeQuery, type QueryChange } from './query.ts';

export type QueryOptions = { /** Without an entry in the history, so that Back does not stop at each letter that is typed. */ readonly isReplaced?: boolean };

/** The parameters of the address, and how several of them are changed in one step of the history. */
export function useQuery(): { readonly query: Readonly<Record<string, string>>; readonly change: (changes: QueryChange, options?: QueryOptions) => void } {
  const { query, route } = useLocation();
  const change = useCallback(
    (changes: QueryChange, { isReplaced = false }: QueryOptions = {}) => {
      const next = changeQuery(location.pathname, location.search, changes);
      if (next !== location.pathname + location.search) route(next, isReplaced);
    },
    [route],
  );
  return { query, change };
}

/**
 * A state that stands in the address: links lead to it, and Back goes to the one before.
 *
 * @param initial what it is when the address does not say; it is then left out of the address
 */
export function useQueryParam(name: string, initial: string): [string, (value: string, options?: QueryOptions) => void] {
  const { query, change } = useQuery();
  return [query[name] ?? initial, (value, options) => change({ [name]: value === initial ? null : value }, options)];
}
