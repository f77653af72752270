import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { panelsOf } from '../panel-queries.js';
import { LOG_FILTERS } from '../log-links.js';
import type { Finding, Rule, World } from './rule.js';

type Link = { readonly title?: string; readonly url?: string; readonly type?: string; readonly tags?: readonly string[]; readonly placement?: unknown };

function linksOf(panel: Panel): readonly Link[] {
  const overrides = panel.fieldConfig?.overrides ?? [];
  const inCells = overrides.flatMap(({ properties }) => properties.filter(({ id }) => id === 'links').flatMap(({ value }) => value as Link[]));
  return [...(panel.links ?? []), ...(panel.fieldConfig?.defaults.links ?? []), ...inCells];
}

/** Where an address leads: to a runbook that there is, or to one of the dashboards. */
function leadsNowhere(url: string, { runbooks, runbookEnding = '', alerts, dashboards }: World): boolean {
  if (url.startsWith(`${runbooks}/`)) {
    const name = url.slice(runbooks.length + 1);
    if (!name.endsWith(runbookEnding)) return true;
    return !name.startsWith('${__data.fields[') && !alerts.has(name.slice(0, name.length - runbookEnding.length));
  }
  const uid = /^\/d\/([^/?]+)/.exec(url)?.[1];
  return uid === undefined || !dashboards.has(uid) || setsNothing(url);
}

/** Whether it sets a variable that the dashboard of log lines does not have. */
function setsNothing(url: string): boolean {
  const set = [...url.matchAll(/[?&]var-(\w+)=/g)].map(([, name = '']) => name);
  return set.some((name) => !LOG_FILTERS.some((filter) => filter === name));
}

function checkPanelLinks(dashboard: Dashboard, world: World): readonly Finding[] {
  return panelsOf(dashboard).flatMap((panel) =>
    linksOf(panel).flatMap(({ title, url = '' }) => {
      const message = !title ? 'a link has no title' : leadsNowhere(url, world) ? `${url} leads nowhere` : undefined;
      return message === undefined ? [] : [{ panel: panel.title ?? '', message }];
    }),
  );
}

export const LINK_RULES: readonly Rule[] = [
  { name: 'links', check: checkPanelLinks },
  {
    name: 'other-dashboards',
    check: ({ links = [], tags = [] }) => {
      const leads = links.some((link) => link.type === 'dashboards' && link.tags.some((tag) => tags.includes(tag)));
      return leads ? [] : [{ panel: 'dashboard', message: 'no link leads to the dashboards with its tag' }];
    },
  },
  {
    name: 'annotations',
    check: ({ annotations }) => {
      const exprs = (annotations.list ?? []).map(({ expr }) => expr ?? '');
      const missing = [/ALERTS/, /process_start_time_seconds/].filter((wanted) => !exprs.some((expr) => wanted.test(expr)));
      return missing.map(({ source }) => ({ panel: 'annotations', message: `nothing marks ${source}` }));
    },
  },
  {
    name: 'hidden-controls',
    check: ({ links = [], annotations }) => {
      const hidden = [...links, ...(annotations.list ?? [])].filter((each) => each.placement !== undefined);
      return hidden.map(() => ({ panel: 'dashboard', message: 'a link or an annotation is put out of sight' }));
    },
  },
];
