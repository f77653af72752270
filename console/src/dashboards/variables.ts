import type { VariableChoice } from '../../../src/console/measured.ts';
import type { Variable } from './dashboard-json.ts';

export const ALL = '$__all';

const listed = (value: string | readonly string[] | undefined): readonly string[] => (value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value);

/** What is chosen when the address does not say: what the dashboard was saved with. */
export function initialChoice({ type, query, current, includeAll }: Variable): readonly string[] {
  if (type === 'textbox') return typeof query === 'string' && query !== '' ? [query] : [];
  const saved = listed(current?.value);
  return saved.length === 0 && includeAll ? [ALL] : saved;
}

/** The choices as addresses hold them: var-job=a&var-job=b. */
export function choicesInAddress(variables: readonly Variable[], parameters: URLSearchParams): VariableChoice {
  return Object.fromEntries(
    variables.map((variable) => {
      const name = `var-${variable.name}`;
      const chosen = parameters.getAll(name);
      if (!parameters.has(name)) return [variable.name, initialChoice(variable)];
      // Grafana writes All so in links, and so does whoever types it.
      return [variable.name, variable.includeAll ? chosen.map((value) => (value === 'All' ? ALL : value)) : chosen];
    }),
  );
}

const SENT: ReadonlySet<string> = new Set(['query', 'custom', 'textbox']);

/** Those that the server puts into expressions. The data source is its own, whatever is chosen. */
export function sentChoices(variables: readonly Variable[], choices: VariableChoice): VariableChoice {
  return Object.fromEntries(variables.flatMap(({ name, type }) => (SENT.has(type) ? [[name, choices[name] ?? []]] : [])));
}

/** `a,b\,c,text : value`: the values that a list names. */
export function customValues(query: string): readonly string[] {
  return query
    .split(/(?<!\\),/)
    .map((entry) => entry.replaceAll('\\,', ',').trim())
    .filter((entry) => entry !== '')
    .map((entry) => / : (.+)$/.exec(entry)?.[1] ?? entry);
}

/** The next choice when one value is ticked or unticked: All stands alone, and nothing means All where there is an All. */
export function toggled({ multi, includeAll }: Variable, chosen: readonly string[], value: string): readonly string[] {
  if (!multi || value === ALL) return [value];
  const others = chosen.filter((one) => one !== ALL && one !== value);
  const next = chosen.includes(value) ? others : [...others, value];
  return next.length === 0 && includeAll ? [ALL] : next;
}
