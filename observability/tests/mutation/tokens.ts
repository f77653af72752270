/** One piece of an expression; all pieces together are the expression again. */
export type Token = { readonly text: string; readonly kind: 'string' | 'range' | 'duration' | 'number' | 'word' | 'operator' | 'space' };

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /"(?:[^"\\]|\\.)*"/y],
  ['range', /\[[^\]]*\]/y],
  ['duration', /\d+(?:ms|[smhdwy])/y],
  ['number', /\d+(?:\.\d+)?(?:e[+-]?\d+)?/y],
  ['word', /[a-zA-Z_:][\w:]*/y],
  ['operator', />=|<=|==|!=|=~|!~|[-+*/%^(){},<>=@]/y],
  ['space', /\s+/y],
];

export function readTokens(expr: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expr.length) {
    const token = readToken(expr, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function readToken(expr: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const text = pattern.exec(expr)?.[0];
    if (text !== undefined) return { kind, text };
  }
  throw new Error(`Cannot read ${JSON.stringify(expr.slice(at))}`);
}

export function formatTokens(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('').replace(/\s+/g, ' ').trim();
}

/** The expression with the tokens from `start` up to `end` replaced. */
export function replaceTokens(tokens: readonly Token[], start: number, end: number, text: string): string {
  return formatTokens([...tokens.slice(0, start), { kind: 'word', text }, ...tokens.slice(end)]);
}

/** The first token after `at` that is no space. */
export function nextToken(tokens: readonly Token[], at: number): number {
  let next = at + 1;
  while (tokens[next]?.kind === 'space') next += 1;
  return next;
}

/** The bracket that closes the one at `open`. */
export function closingBracket(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += depthChange(tokens[at]);
    if (depth === 0) return at;
  }
  throw new Error(`Nothing closes the bracket at ${open} in ${formatTokens(tokens)}`);
}

export function depthChange(token: Token | undefined): number {
  if (token?.text === '(' || token?.text === '{') return 1;
  return token?.text === ')' || token?.text === '}' ? -1 : 0;
}
