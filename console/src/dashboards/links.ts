import type { VariableChoice } from '../../../src/console/measured.ts';
import type { Range, RangeText } from './time-range.ts';

/** What a link may speak of: the range and variables of the page, and the point or row it stands at. */
export type LinkScope = {
  readonly range: Range;
  readonly variables: VariableChoice;
  /** Milliseconds. */
  readonly time?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly row?: Readonly<Record<string, string>>;
};

/** `${__field.labels.job}` and its like, encoded; what is not there is empty, what is no variable stays. */
export function fillLink(url: string, scope: LinkScope): string {
  return url.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const value = valueOf(name.trim(), scope);
    return value === undefined ? whole : encodeURIComponent(value);
  });
}

function valueOf(name: string, { range, variables, time, labels = {}, row = {} }: LinkScope): string | undefined {
  const [, label] = /^__field\.labels\.(.+)$/.exec(name) ?? [];
  if (label !== undefined) return labels[label] ?? '';
  const [, field] = /^__data\.fields\["(.+)"\]$/.exec(name) ?? [];
  if (field !== undefined) return row[field] ?? '';
  const builtIn: Readonly<Record<string, string>> = { __from: String(range.from), __to: String(range.to), '__value.time': String(time ?? '') };
  return builtIn[name] ?? variables[name]?.join(',');
}

export type Destination = { readonly href: string; readonly isInConsole: boolean };

/** Dashboards and runbooks are views of the console; everything else is elsewhere. */
export function destinationOf(url: string): Destination {
  const [, dashboard] = /^(?:https?:\/\/[^/]+)?\/d\/([^/]+(?:\?.*)?)$/.exec(url) ?? [];
  if (dashboard !== undefined) return { href: `/console/dashboards/${withoutEmpty(dashboard)}`, isInConsole: true };
  const [, runbook] = /\/docs\/runbooks\/([A-Za-z0-9-]+)$/.exec(url) ?? [];
  if (runbook !== undefined) return { href: `/console/runbooks/${runbook}`, isInConsole: true };
  return { href: /^https?:\/\//.test(url) ? url : '#', isInConsole: false };
}

/** A variable without a value in a link leaves the choice to the dashboard. */
function withoutEmpty(address: string): string {
  const [path, query] = address.split('?');
  if (query === undefined) return address;
  return `${path}?${query
    .split('&')
    .filter((parameter) => !parameter.endsWith('='))
    .join('&')}`;
}

/** Another dashboard at the same time, with the same choices. */
export function dashboardAddress(uid: string, range: RangeText | undefined, parameters: URLSearchParams): string {
  const kept = new URLSearchParams();
  if (range) for (const [name, value] of Object.entries(range)) kept.set(name, value);
  for (const [name, value] of parameters) if (name.startsWith('var-')) kept.append(name, value);
  const query = kept.toString();
  return `/console/dashboards/${uid}${query === '' ? '' : `?${query}`}`;
}
