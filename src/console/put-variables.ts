import type { Variable } from './dashboards.js';
import type { VariableChoice } from './measured.js';

/** What Grafana knows by itself, in seconds. */
export type Spans = { readonly rangeSeconds: number; readonly stepSeconds: number; readonly scrapeSeconds: number };

export const ALL = '$__all';

/** No quote, no brace, no comma, no space: nothing that could end the matcher in which it stands. */
const LEGAL_VALUE = /^[\w.:@/[\]%-]{1,200}$/;
/** What is searched for in log lines stands in quotes, so it may be any text that can be sent. */
const isText = (value: string): boolean => value.length <= 200 && value === Buffer.from(value).toString();
/** `$name`, `${name}` and `${name:regex}`, as Grafana reads them. */
const REFERENCE = /\$(?:(\w+)|\{(\w+)(?::(\w+))?\})/g;

export type PutResult = { readonly kind: 'put'; readonly expr: string } | { readonly kind: 'refused'; readonly why: string };

/**
 * Puts the chosen values into an expression as Grafana does with Prometheus and Loki: `$__all` as the variable's own value for
 * it, several values as alternatives, each escaped for a regular expression within double quotes. A name that is no
 * variable stays as it is.
 */
export function putVariables(expr: string, variables: readonly Variable[], choice: VariableChoice, spans: Spans): PutResult {
  const stranger = Object.keys(choice).find((name) => !variables.some((variable) => variable.name === name));
  if (stranger !== undefined) return { kind: 'refused', why: `this dashboard has no variable ${stranger}` };
  const faults = variables.flatMap((variable) => faultOf(variable, valuesOf(variable, choice)) ?? []);
  if (faults[0] !== undefined) return { kind: 'refused', why: faults[0] };
  const builtIn = builtInValues(spans);
  const put = expr.replace(REFERENCE, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? '';
    const variable = variables.find((each) => each.name === name);
    return builtIn.get(name) ?? (variable ? textOf(variable, valuesOf(variable, choice)) : whole);
  });
  return { kind: 'put', expr: put };
}

/** The choices that a variable itself lists; none where they are asked for, or written by hand. */
export function ownValues({ type, query }: Variable): readonly string[] {
  return type === 'custom' && typeof query === 'string' ? query.split(',').map((value) => value.trim()).filter((value) => value !== '') : [];
}

function valuesOf({ name, current }: Variable, choice: VariableChoice): readonly string[] {
  const chosen = choice[name] ?? [];
  return chosen.length > 0 ? chosen : [current?.value ?? []].flat();
}

function faultOf(variable: Variable, values: readonly string[]): string | undefined {
  const { name, type, multi, includeAll } = variable;
  if (values.length > 1 && multi !== true) return `the variable ${name} takes one value`;
  const strange = values.find((value) => (value === ALL ? includeAll !== true : !isLegal(variable, value)));
  if (strange === undefined) return undefined;
  return `the variable ${name} cannot be ${JSON.stringify(strange.slice(0, 80))}: ${type === 'custom' ? 'it is none of its choices' : 'no label of this product has such a value'}`;
}

function isLegal(variable: Variable, value: string): boolean {
  if (variable.type === 'textbox') return isText(value);
  return variable.type === 'custom' ? ownValues(variable).includes(value) : LEGAL_VALUE.test(value);
}

function textOf(variable: Variable, values: readonly string[]): string {
  const isAll = values.includes(ALL);
  if (isAll && variable.allValue !== undefined) return variable.allValue;
  const escaped = (isAll ? ownValues(variable) : values).map((value) => escapeInString(variable.multi || variable.includeAll ? escapeRegex(value) : value));
  return escaped.length > 1 ? `(${escaped.join('|')})` : (escaped[0] ?? '');
}

const escapeRegex = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const escapeInString = (value: string): string => JSON.stringify(value).slice(1, -1);

/** As Grafana: a rate looks back over at least four scrapes, and over what a point stands for and one scrape before it. */
function builtInValues({ rangeSeconds, stepSeconds, scrapeSeconds }: Spans): ReadonlyMap<string, string> {
  const rateSeconds = Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds);
  return new Map([
    ['__range', `${rangeSeconds}s`],
    ['__range_s', String(rangeSeconds)],
    ['__range_ms', String(rangeSeconds * 1000)],
    ['__interval', `${stepSeconds}s`],
    // Loki's: what is counted at a point is what came since the one before.
    ['__auto', `${stepSeconds}s`],
    ['__interval_ms', String(stepSeconds * 1000)],
    ['__rate_interval', `${rateSeconds}s`],
  ]);
}
