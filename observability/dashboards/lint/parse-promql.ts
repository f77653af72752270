export type Matcher = { readonly label: string; readonly operator: string; readonly value: string };
export type Selector = { readonly kind: 'selector'; readonly metric: string; readonly matchers: readonly Matcher[]; readonly range?: string };
export type Call = {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  /** Of an aggregation; without `by` or `without` all labels go. */
  readonly grouping?: { readonly how: 'by' | 'without'; readonly labels: readonly string[] };
};
export type Binary = { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };
export type Expression = Selector | Call | Binary | { readonly kind: 'literal' };

export const AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'min', 'max', 'avg', 'count', 'topk', 'bottomk']);
/** Their argument has a range. */
export const RANGE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['rate', 'irate', 'increase', 'delta', 'changes'],
  ...['avg', 'max', 'min', 'count', 'last', 'sum'].map((how) => `${how}_over_time`),
]);
const FUNCTIONS: ReadonlySet<string> = new Set([
  ...AGGREGATIONS,
  ...RANGE_FUNCTIONS,
  ...['histogram_quantile', 'time', 'vector', 'absent', 'label_replace', 'abs', 'clamp_min', 'clamp_max', 'round'],
]);

const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1, and: 2, unless: 2, '==': 3, '!=': 3, '>': 3, '<': 3, '>=': 3, '<=': 3, '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, '^': 6,
};
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|\[[^\]]+\]|\d+(?:\.\d+)?(?:e[-+]?\d+)?[smhdw]?|[a-zA-Z_:][\w:]*|=~|!~|[=!<>]=|[-+*/%^<>=(){},])/y;

/**
 * The tree of an expression, as much of PromQL as dashboards here use.
 *
 * @throws on what it cannot read, on unknown functions, and on a range where none belongs or none where one does
 */
export function parsePromql(text: string): Expression {
  const tokens = new Tokens(text);
  const expression = parseBinary(tokens, 1);
  tokens.expectEnd();
  return expression;
}

/** The expression and all its parts. */
export function partsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'call') return [expression, ...expression.args.flatMap(partsOf)];
  if (expression.kind === 'binary') return [expression, ...partsOf(expression.left), ...partsOf(expression.right)];
  return [expression];
}

class Tokens {
  private readonly text: string;
  private readonly tokens: string[] = [];

  constructor(text: string) {
    this.text = text;
    TOKEN.lastIndex = 0;
    let read = 0;
    for (let match = TOKEN.exec(text); match?.[1] !== undefined; match = TOKEN.exec(text)) {
      this.tokens.push(match[1]);
      read = TOKEN.lastIndex;
    }
    if (text.slice(read).trim() !== '') throw this.fault(`cannot read "${text.slice(read)}"`);
  }

  peek(): string {
    return this.tokens[0] ?? '';
  }
  next(): string {
    return this.tokens.shift() ?? '';
  }
  /** Takes the token if it is the next one. */
  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.tokens.shift();
    return true;
  }
  expect(token: string): void {
    if (!this.take(token)) throw this.fault(`expected ${token} before "${this.peek()}"`);
  }
  expectEnd(): void {
    if (this.tokens.length > 0) throw this.fault(`did not expect "${this.peek()}"`);
  }
  fault(message: string): Error {
    return new Error(`${message} in ${this.text}`);
  }
}

function parseBinary(tokens: Tokens, lowest: number): Expression {
  let left = parseOperand(tokens);
  for (let precedence = PRECEDENCE[tokens.peek()]; precedence !== undefined && precedence >= lowest; precedence = PRECEDENCE[tokens.peek()]) {
    const operator = tokens.next();
    for (const word of ['on', 'ignoring', 'group_left', 'group_right']) if (tokens.take(word)) parseLabels(tokens);
    left = { kind: 'binary', operator, left, right: parseBinary(tokens, precedence + 1) };
  }
  return left;
}

function parseOperand(tokens: Tokens): Expression {
  if (tokens.take('(')) {
    const inner = parseBinary(tokens, 1);
    tokens.expect(')');
    return inner;
  }
  const token = tokens.next();
  if (/^["\d]/.test(token)) return { kind: 'literal' };
  if (!/^[a-zA-Z_:]/.test(token)) throw tokens.fault(`expected a value before "${token}"`);
  if (FUNCTIONS.has(token) || tokens.peek() === '(') return parseCall(tokens, token);
  return parseSelector(tokens, token);
}

function parseCall(tokens: Tokens, name: string): Call {
  if (!FUNCTIONS.has(name)) throw tokens.fault(`there is no function ${name}`);
  const before = parseGrouping(tokens);
  const args: Expression[] = [];
  tokens.expect('(');
  while (!tokens.take(')')) {
    args.push(parseBinary(tokens, 1));
    if (tokens.peek() !== ')') tokens.expect(',');
  }
  const grouping = before ?? parseGrouping(tokens);
  for (const each of args) checkRange(tokens, name, each);
  return { kind: 'call', name, args, ...(grouping && { grouping }) };
}

function checkRange(tokens: Tokens, name: string, argument: Expression): void {
  if (argument.kind === 'selector' && (argument.range !== undefined) !== RANGE_FUNCTIONS.has(name)) {
    throw tokens.fault(`${name} takes ${RANGE_FUNCTIONS.has(name) ? 'a range' : 'no range'}`);
  }
}

function parseGrouping(tokens: Tokens): Call['grouping'] {
  const how = tokens.peek();
  if (how !== 'by' && how !== 'without') return undefined;
  tokens.next();
  return { how, labels: parseLabels(tokens) };
}

function parseLabels(tokens: Tokens): readonly string[] {
  const labels: string[] = [];
  tokens.expect('(');
  while (!tokens.take(')')) {
    labels.push(tokens.next());
    if (tokens.peek() !== ')') tokens.expect(',');
  }
  return labels;
}

function parseSelector(tokens: Tokens, metric: string): Selector {
  const matchers: Matcher[] = [];
  if (tokens.take('{')) {
    while (!tokens.take('}')) {
      matchers.push({ label: tokens.next(), operator: tokens.next(), value: JSON.parse(tokens.next()) as string });
      if (tokens.peek() !== '}') tokens.expect(',');
    }
  }
  const range = tokens.peek().startsWith('[') ? tokens.next().slice(1, -1) : undefined;
  if (tokens.take('offset')) tokens.next();
  return { kind: 'selector', metric, matchers, ...(range !== undefined && { range }) };
}
