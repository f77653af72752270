import { Lexer, type Token } from 'marked';

export type TextPart = { readonly kind: 'text'; readonly tokens: Token[] };
export type CodePart = {
  readonly kind: 'code';
  readonly language: string;
  readonly code: string;
  /** Of a query: which of the runbook's queries it is, from 1 on. */
  readonly number?: number;
};
export type RunbookPart = TextPart | CodePart;

/** A runbook as what is read of it and, between that, what is copied or run. */
export function splitRunbook(markdown: string): readonly RunbookPart[] {
  const parts: RunbookPart[] = [];
  let queries = 0;
  for (const token of Lexer.lex(markdown)) {
    const last = parts.at(-1);
    if (token.type === 'code') {
      const [language = ''] = String(token['lang'] ?? '').split(' ');
      const isQuery = language === 'promql';
      if (isQuery) queries += 1;
      parts.push({ kind: 'code', language, code: String(token['text']).trim(), ...(isQuery && { number: queries }) });
    } else if (last?.kind === 'text') last.tokens.push(token);
    else parts.push({ kind: 'text', tokens: [token] });
  }
  return parts;
}
