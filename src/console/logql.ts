/** A condition on a label or a field; one that is not there is the empty text. `=~` and `!~` mean the whole value. */
export type Matcher = { readonly name: string; readonly operator: '=' | '!=' | '=~' | '!~'; readonly value: string };

export type ParsedLogQuery = {
  /** On `job` and `level`, the labels that lines are stored with. */
  readonly labels: readonly Matcher[];
  /** Texts that stand somewhere in the line. */
  readonly contains: readonly string[];
  /** On what stands in the line, which is JSON. */
  readonly fields: readonly Matcher[];
  /** Lines are counted by the values of this label or field, each time those of as many milliseconds before it. */
  readonly count?: { readonly by: string; readonly rangeMs: number };
};

export type ParseResult = { readonly kind: 'parsed'; readonly query: ParsedLogQuery } | { readonly kind: 'unknown'; /** From where on it is not known. */ readonly rest: string };

const COUNT = /^sum by \((?<by>\w+)\) \(count_over_time\((?<lines>.+) \[(?<length>\d+)(?<unit>ms|s|m|h|d)\]\)\)$/s;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** As in JSON, which Loki reads alike. */
const STRING = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const MATCHER = String.raw`(\w+)\s*(=~|!~|!=|=)\s*(${STRING})`;
const SELECTOR = new RegExp(String.raw`^\{${MATCHER}(?:,\s*${MATCHER})*\}`);
const CONTAINS = new RegExp(String.raw`^\|=\s*(${STRING})`);
const JSON_STAGE = /^\|\s*json(?!\w|\s*[=!])/;
const FIELD = new RegExp(String.raw`^\|\s*${MATCHER}`);

/**
 * As much of Loki's language as the generated dashboards speak: `{label="value", ...}`, `|= "text"`, `| json`,
 * `| field="value"`, and `sum by (name) (count_over_time(... [5s]))` around them. All else is not known, and said.
 */
export function parseLogql(expr: string): ParseResult {
  const { by, lines = expr, length, unit = '' } = COUNT.exec(expr)?.groups ?? {};
  const parsed = parseLines(lines);
  if (parsed.kind === 'unknown' || by === undefined) return parsed;
  return { kind: 'parsed', query: { ...parsed.query, count: { by, rangeMs: Number(length) * (UNIT_MS[unit] ?? 0) } } };
}

function parseLines(expr: string): ParseResult {
  const [selector = ''] = SELECTOR.exec(expr) ?? [];
  const labels = matchersIn(selector);
  if (labels.length === 0 || !labels.every(({ name }) => name === 'job' || name === 'level')) return { kind: 'unknown', rest: expr };
  return parseStages(expr.slice(selector.length), { labels, contains: [], fields: [] }, false);
}

function parseStages(stages: string, query: ParsedLogQuery, isJson: boolean): ParseResult {
  const rest = stages.trimStart();
  if (rest === '') return { kind: 'parsed', query };
  const [text, quoted = ''] = CONTAINS.exec(rest) ?? [];
  if (text !== undefined) return parseStages(rest.slice(text.length), { ...query, contains: [...query.contains, unquote(quoted)] }, isJson);
  const [json] = JSON_STAGE.exec(rest) ?? [];
  if (json !== undefined) return parseStages(rest.slice(json.length), query, true);
  const [field] = FIELD.exec(rest) ?? [];
  if (field === undefined || !isJson) return { kind: 'unknown', rest };
  return parseStages(rest.slice(field.length), { ...query, fields: [...query.fields, ...matchersIn(field)] }, isJson);
}

function matchersIn(text: string): Matcher[] {
  const found = text.matchAll(new RegExp(MATCHER, 'g'));
  return [...found].map(([, name = '', operator, quoted = '']) => ({ name, operator: operator as Matcher['operator'], value: unquote(quoted) }));
}

const unquote = (quoted: string): string => JSON.parse(quoted) as string;

/** Whether a value fulfils a condition. @throws SyntaxError where its pattern is none. */
export function createTest({ operator, value }: Matcher): (actual: string) => boolean {
  if (operator === '=') return (actual) => actual === value;
  if (operator === '!=') return (actual) => actual !== value;
  const pattern = new RegExp(`^(?:${value})$`, 's');
  return operator === '=~' ? (actual) => pattern.test(actual) : (actual) => !pattern.test(actual);
}
