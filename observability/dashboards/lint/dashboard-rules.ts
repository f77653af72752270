import type { Dashboard, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { VariableRefresh } from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL_VALUES } from '../list-queries.js';
import { panelsOf, targetsOf } from '../panel-queries.js';
import { tryParse, type Finding, type Rule } from './rule.js';

const variablesOf = (dashboard: Dashboard): readonly VariableModel[] => dashboard.templating.list ?? [];
const find = (dashboard: Dashboard, name: string) => variablesOf(dashboard).find((variable) => variable.name === name);
const queryVariables = (dashboard: Dashboard) => variablesOf(dashboard).filter((variable) => variable.type === 'query');

const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

function variableRule(name: string, check: (dashboard: Dashboard) => readonly (string | undefined)[]): Rule {
  return {
    name,
    check: (dashboard) => check(dashboard).flatMap((message): Finding[] => (message === undefined ? [] : [{ panel: 'variables', message }])),
  };
}

/** `job` and `instance`: one can choose several, and all of them, which then means any value but none. */
function scopeVariableRule(name: string, label: string): Rule {
  return variableRule(`template-${name}-rule`, (dashboard) => {
    const variable = find(dashboard, name);
    if (variable === undefined) return [`there is no variable ${name}`];
    return [
      variable.label === label ? undefined : `the label of ${name} is not ${label}`,
      variable.multi === true ? undefined : `only one ${name} can be chosen`,
      variable.includeAll === true && variable.allValue === '.+' ? undefined : `"All" of ${name} is not .+`,
      variable.datasource?.uid === '${prometheus_datasource}' ? undefined : `${name} is not read from the chosen data source`,
    ];
  });
}

function querySeries({ query }: VariableModel): string | undefined {
  return typeof query === 'object' ? LABEL_VALUES.exec(String(query.query))?.groups?.series : undefined;
}

export const DASHBOARD_RULES: readonly Rule[] = [
  variableRule('template-datasource-rule', (dashboard) => {
    const sources = variablesOf(dashboard).filter((variable) => variable.type === 'datasource');
    const asked = new Set(['prometheus', ...panelsOf(dashboard).flatMap((panel) => targetsOf(panel).map(({ datasource }) => datasource?.type ?? ''))]);
    const types = sources.map(({ query }) => String(query));
    return [
      types.length === asked.size && types.every((type) => asked.has(type)) ? undefined : 'there is not one variable for each type of data source that is asked',
      ...sources.flatMap(({ name, label, query }) => [
        name === `${String(query)}_datasource` ? undefined : `${name} is not named after its type`,
        label === `${capitalized(String(query))} data source` ? undefined : `the label of ${name} does not name its type`,
      ]),
    ];
  }),
  scopeVariableRule('job', 'Job'),
  scopeVariableRule('instance', 'Instance'),
  variableRule('template-label-promql-rule', (dashboard) =>
    queryVariables(dashboard).map((variable) => {
      const series = querySeries(variable);
      if (series === undefined) return `${variable.name} is not label_values(series, label)`;
      const parsed = tryParse(series);
      return parsed instanceof Error ? `${variable.name}: ${parsed.message}` : undefined;
    }),
  ),
  variableRule('template-on-time-change-reload-rule', (dashboard) =>
    queryVariables(dashboard).map(({ name, refresh }) => {
      return refresh === VariableRefresh.OnTimeRangeChanged ? undefined : `${name} is not read again when the time changes`;
    }),
  ),
  {
    name: 'uneditable-dashboard',
    check: ({ editable }) => (editable === false ? [] : [{ panel: 'dashboard', message: 'it can be edited in the browser' }]),
  },
  {
    name: 'dashboard-head',
    check: ({ uid, title, description, tags, refresh }) => {
      const missing = Object.entries({ uid, title, description, tags: tags?.[0], refresh }).filter(([, value]) => !value);
      return missing.map(([name]) => ({ panel: 'dashboard', message: `it has no ${name}` }));
    },
  },
];
