/** A choice that this browser remembers, one of few; the page works where nothing can be remembered. */
export type Preference<V extends string> = {
  readonly read: () => V;
  readonly write: (value: V) => void;
  readonly onChange: (listener: () => void) => () => void;
};

/** What `localStorage` has of it; a browser may refuse even to be asked. */
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** @param values the first of them is meant where none is remembered */
export function createPreference<const V extends string>(name: string, values: readonly [V, ...V[]], openStore: () => Store): Preference<V> {
  const listeners = new Set<() => void>();
  let current: V | undefined;
  const remembered = (): V => values.find((value) => value === attempt(() => openStore().getItem(name))) ?? values[0];
  return {
    read: () => (current ??= remembered()),
    write: (value) => {
      current = value;
      attempt(() => openStore().setItem(name, value));
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
