import { closingBracket, depthChange, nextToken, readTokens, replaceTokens, type Token } from './tokens.js';

/** Every way in which a rule is made wrong on purpose. The tests of the rule must notice each of them. */
type Mutator = { readonly name: string; readonly change: (tokens: readonly Token[]) => readonly string[] };

export const EXPRESSION_MUTATORS: readonly Mutator[] = [
  { name: 'another comparison', change: eachToken((token, tokens, at) => (isMatcher(tokens, at) ? [] : otherComparisons(token))) },
  { name: 'another number', change: eachToken(otherNumbers) },
  { name: 'another window', change: eachToken(otherWindows) },
  { name: 'another operation', change: eachToken(swap({ '/': ['*'], '-': ['+'], '+': ['-'], '*': ['/'] })) },
  { name: 'another function', change: eachToken(swap({ rate: ['irate', 'increase'], increase: ['rate', 'irate'], sum: ['max', 'min'], max: ['sum', 'min'], min: ['sum', 'max'], changes: ['resets'], without: ['by'], by: ['without'] })) },
  { name: 'another set operation', change: eachToken(swap({ and: ['or', 'unless'], or: ['and', 'unless'], unless: ['and', 'or'] })) },
  { name: 'an operand dropped', change: withoutOperand },
  { name: 'a matcher dropped', change: withoutMatcher },
  { name: 'a matcher turned round', change: eachToken((token, tokens, at) => (isMatcher(tokens, at) ? swap({ '=': ['!='], '=~': ['!~'], '!=': ['='], '!~': ['=~'] })(token) : [])) },
  { name: 'an aggregation dropped', change: withoutAggregation },
  { name: 'a grouping dropped', change: withoutGrouping },
  { name: 'a label of a grouping dropped or swapped', change: otherGroupingLabels },
  { name: 'an offset dropped', change: withoutOffset },
];

/** Times to wait that are wrong, in seconds; none is `undefined`. */
export function otherHolds(seconds: number | undefined): readonly (number | undefined)[] {
  return seconds === undefined ? [60] : [undefined, seconds * 2, seconds / 2];
}

const otherComparisons = swap({ '>': ['>=', '<', '=='], '>=': ['>', '<', '=='], '<': ['<=', '>', '=='], '<=': ['<', '>', '=='], '==': ['!=', '>', '<'], '!=': ['==', '>', '<'] });

/** Of a label with a text, not of two values. */
function isMatcher(tokens: readonly Token[], at: number): boolean {
  return tokens[at + 1]?.kind === 'string';
}

const AGGREGATIONS = ['sum', 'max', 'min', 'count', 'avg'];
const SET_OPERATIONS = ['and', 'or', 'unless'];

type ChangeToken = (token: Token, tokens: readonly Token[], at: number) => readonly string[];

/** A mutation for each replacement of each token. */
function eachToken(change: ChangeToken): Mutator['change'] {
  return (tokens) => tokens.flatMap((token, at) => change(token, tokens, at).map((text) => replaceTokens(tokens, at, at + 1, text)));
}

function swap(replacements: Readonly<Record<string, readonly string[]>>): (token: Token) => readonly string[] {
  return ({ kind, text }) => (kind === 'string' ? [] : Object.hasOwn(replacements, text) ? (replacements[text] ?? []) : []);
}

/** One step of the last digit more and less, and ten times as much. */
function otherNumbers({ kind, text }: Token): readonly string[] {
  if (kind !== 'number') return [];
  const digits = text.split('.')[1]?.length ?? 0;
  const step = 10 ** -digits;
  return [...new Set([Number(text) + step, Number(text) - step, Number(text) * 10].map((value) => value.toFixed(digits)))].filter((other) => Number(other) !== Number(text));
}

function otherWindows({ kind, text }: Token): readonly string[] {
  if (kind !== 'range' && kind !== 'duration') return [];
  return [2, 0.5].map((factor) => text.replace(/(\d+)([smhd])/, (_all, amount: string, unit: string) => scaled(Number(amount) * factor, unit)));
}

const SMALLER_UNITS: Readonly<Record<string, readonly [string, number]>> = { d: ['h', 24], h: ['m', 60], m: ['s', 60] };
function scaled(amount: number, unit: string): string {
  const [smaller, factor] = SMALLER_UNITS[unit] ?? [unit, 1];
  return Number.isInteger(amount) ? `${amount}${unit}` : `${amount * factor}${smaller}`;
}

/** `a and b` without b; without a as well. */
function withoutOperand(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'word' || !SET_OPERATIONS.includes(token.text)) return [];
    const [start, end] = [edgeOfOperand(tokens, at, -1), edgeOfOperand(tokens, at, 1)];
    return [replaceTokens(tokens, at, end, ''), ...(token.text === 'unless' ? [] : [replaceTokens(tokens, start, at + 1, '')])];
  });
}

/** How far the operand beside a set operation reaches: to the next one, or to its bracket. */
function edgeOfOperand(tokens: readonly Token[], operation: number, direction: 1 | -1): number {
  let depth = 0;
  let at = operation + direction;
  for (; at >= 0 && at < tokens.length; at += direction) {
    const token = tokens[at];
    if (depth === 0 && token?.kind === 'word' && SET_OPERATIONS.includes(token.text)) break;
    depth += direction * depthChange(token);
    if (depth < 0) break;
  }
  return direction === 1 ? at : at + 1;
}

function withoutMatcher(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'string' || !['=', '!=', '=~', '!~'].includes(tokens[at - 1]?.text ?? '')) return [];
    const after = nextToken(tokens, at);
    const comma = tokens[after]?.text === ',';
    const start = at - 2;
    return comma ? [replaceTokens(tokens, start, after + 1, '')] : [replaceTokens(tokens, tokens[start - 1]?.text === ',' ? start - 1 : start, at + 1, '')];
  });
}

/** The tokens of an aggregation: its operand's brackets, and its grouping's wherever that stands. */
function findAggregations(tokens: readonly Token[]) {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'word' || !AGGREGATIONS.includes(token.text)) return [];
    const before = groupingAt(tokens, nextToken(tokens, at));
    const open = before ? nextToken(tokens, before.close) : nextToken(tokens, at);
    if (tokens[open]?.text !== '(') return [];
    const close = closingBracket(tokens, open);
    const grouping = before ?? groupingAt(tokens, nextToken(tokens, close));
    return [{ at, open, close, grouping, end: Math.max(close, grouping?.close ?? 0) + 1 }];
  });
}

function groupingAt(tokens: readonly Token[], at: number) {
  if (tokens[at]?.text !== 'by' && tokens[at]?.text !== 'without') return undefined;
  const open = nextToken(tokens, at);
  return { at, open, close: closingBracket(tokens, open) };
}

function withoutAggregation(tokens: readonly Token[]): readonly string[] {
  return findAggregations(tokens).map(({ at, open, close, end }) =>
    replaceTokens(tokens, at, end, tokens.slice(open, close + 1).map(({ text }) => text).join('')));
}

function withoutGrouping(tokens: readonly Token[]): readonly string[] {
  return findAggregations(tokens).flatMap(({ grouping }) => (grouping ? [replaceTokens(tokens, grouping.at, grouping.close + 1, '')] : []));
}

function otherGroupingLabels(tokens: readonly Token[]): readonly string[] {
  return findAggregations(tokens).flatMap(({ grouping }) => {
    if (!grouping) return [];
    const words = tokens.slice(grouping.open, grouping.close).filter(({ kind }) => kind === 'word').map(({ text }) => text);
    const list = (labels: readonly string[]) => replaceTokens(tokens, grouping.open, grouping.close + 1, `(${labels.join(', ')})`);
    return words.flatMap((word) => [
      ...(words.length > 1 ? [list(words.filter((each) => each !== word))] : []),
      list(words.map((each) => (each === word ? 'swapped' : each))),
    ]);
  });
}

function withoutOffset(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap(({ text }, at) => (text === 'offset' ? [replaceTokens(tokens, at, nextToken(tokens, at) + 1, '')] : []));
}

/** The expression with each of the mutations, each text once. */
export function mutateExpression(expr: string): readonly { readonly mutator: string; readonly expr: string }[] {
  const tokens = readTokens(expr);
  const mutations = EXPRESSION_MUTATORS.flatMap(({ name, change }) => change(tokens).map((text) => [text, name] as const));
  const original = replaceTokens(tokens, tokens.length, tokens.length, '');
  return [...new Map([...mutations].reverse())].reverse().filter(([text]) => text !== original).map(([text, mutator]) => ({ mutator, expr: text }));
}
