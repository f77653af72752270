import { useEffect, useState } from 'preact/hooks';
import type { VariableChoice } from '../../../src/console/measured.ts';
import { askVariable } from './ask-panels.ts';
import type { Dashboard, Variable } from './dashboard-json.ts';
import type { Range } from './time-range.ts';
import { ALL, customValues, sentChoices, toggled } from './variables.ts';

type BarProps = { readonly dashboard: Dashboard; readonly range: Range; readonly choices: VariableChoice; readonly onChoose: (name: string, values: readonly string[]) => void };

/** The variables of a dashboard, in its order; data sources, which cannot be chosen here, behind them. */
export function VariableBar({ dashboard, range, choices, onChoose }: BarProps) {
  const variables = (dashboard.templating?.list ?? []).filter(({ hide = 0 }) => hide !== 2);
  const sources = variables.filter(({ type }) => type === 'datasource');
  return (
    <>
      {variables
        .filter((variable) => !sources.includes(variable))
        .map((variable) => {
          const field = { key: variable.name, variable, chosen: choices[variable.name] ?? [], choose: (values: readonly string[]) => onChoose(variable.name, values) };
          return variable.type === 'textbox' ? <Text {...field} /> : <Choice {...field} dashboard={dashboard} range={range} choices={choices} />;
        })}
      {sources.map((variable) => (
        <span key={variable.name} class="hint">
          {titleOf(variable)}: that of the console
        </span>
      ))}
    </>
  );
}

type FieldProps = { readonly variable: Variable; readonly chosen: readonly string[]; readonly choose: (values: readonly string[]) => void };

const titleOf = ({ label, name }: Variable): string => label ?? name;

function Text({ variable, chosen, choose }: FieldProps) {
  return (
    <label class="compact-field">
      {titleOf(variable)}
      <input type="search" value={chosen[0] ?? ''} onChange={({ currentTarget: { value } }) => choose(value === '' ? [] : [value])} autoComplete="off" spellcheck={false} />
    </label>
  );
}

function Choice({ variable, chosen, choose, dashboard, range, choices }: FieldProps & Omit<BarProps, 'onChoose'>) {
  const values = useValues(variable, dashboard, range, choices);
  const offered = [...new Set([...(variable.includeAll ? [ALL] : []), ...values, ...chosen])];
  const words = chosen.map((value) => (value === ALL ? 'All' : value)).join(' + ');
  if (!variable.multi) {
    return (
      <label class="compact-field">
        {titleOf(variable)}
        <select value={chosen[0] ?? ''} onChange={({ currentTarget }) => choose([currentTarget.value])}>
          {offered.map((value) => (
            <option key={value} value={value}>
              {value === ALL ? 'All' : value}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <details class="drop" name="dashboard-drop">
      <summary>
        <span class="soft">{titleOf(variable)}</span> {words}
      </summary>
      <fieldset class="drop-box">
        <legend class="visually-hidden">{titleOf(variable)}</legend>
        {offered.map((value) => (
          <label key={value} class="check">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => choose(toggled(variable, chosen, value))} />
            {value === ALL ? 'All' : value}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

/** Asked anew when the range moves by a minute, or another variable that they may depend on is chosen. */
function useValues(variable: Variable, dashboard: Dashboard, range: Range, choices: VariableChoice): readonly string[] {
  const listed = variable.type === 'custom' && typeof variable.query === 'string' ? customValues(variable.query) : [];
  const [asked, setAsked] = useState<readonly string[]>([]);
  const others = sentChoices((dashboard.templating?.list ?? []).filter(({ name }) => name !== variable.name), choices);
  const minute = Math.floor(range.to / 60_000);
  useEffect(() => {
    if (variable.type !== 'query') return undefined;
    const abort = new AbortController();
    void askVariable({ dashboard: dashboard.uid, variable: variable.name, start: range.from, end: range.to, variables: others }, abort.signal).then((answer) => answer.ok && setAsked(answer.value.values));
    return () => abort.abort();
  }, [dashboard.uid, variable.name, minute, range.to - range.from, JSON.stringify(others)]);
  return variable.type === 'query' ? asked : listed;
}
