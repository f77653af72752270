import { useLocation } from 'preact-iso';
import { useMemo } from 'preact/hooks';

/** Several values of one name, as variables of dashboards have; null takes them out. */
export type Changes = Readonly<Record<string, string | readonly string[] | null>>;

export function changedAddress(url: string, changes: Changes): string {
  const address = new URL(url, 'http://page');
  for (const [name, value] of Object.entries(changes)) {
    address.searchParams.delete(name);
    for (const one of value === null ? [] : [value].flat()) address.searchParams.append(name, one);
  }
  return address.pathname + address.search;
}

export type Address = { readonly parameters: URLSearchParams; readonly change: (changes: Changes, isReplaced?: boolean) => void };

/** The query of the page's address: every state of a dashboard stands in it, and each change is a step that Back undoes. */
export function useAddress(): Address {
  const { url, route } = useLocation();
  return useMemo(
    () => ({
      parameters: new URL(url, 'http://page').searchParams,
      change: (changes, isReplaced = false) => {
        const next = changedAddress(location.pathname + location.search, changes);
        if (next !== location.pathname + location.search) route(next, isReplaced);
      },
    }),
    [url],
  );
}
