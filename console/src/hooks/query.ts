/** `null` takes a parameter out. */
export type QueryChange = Readonly<Record<string, string | null>>;

/** The address with other parameters; those that are not named stay, in a stable order, so that equal states have equal addresses. */
export function changeQuery(path: string, search: string, changes: QueryChange): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  parameters.sort();
  const query = parameters.toString();
  return query === '' ? path : `${path}?${query}`;
}
