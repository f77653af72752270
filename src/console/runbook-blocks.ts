export type CodeBlock = {
  readonly language: string;
  /** What follows the language: `may-be-empty` for queries, `if-installed` for commands of programs that may be missing. */
  readonly mark: string | undefined;
  readonly code: string;
};

/** The blocks of code of a runbook, in order. */
export function readCodeBlocks(text: string): readonly CodeBlock[] {
  const blocks = text.matchAll(/^```(\S+)(?: (\S+))?\n([^]*?)^```$/gm);
  return [...blocks].map(([, language = '', mark, code = '']) => ({ language, mark, code: code.trim() }));
}

export type QueryBlock = {
  readonly expr: string;
  /** A healthy pipeline may have nothing to show here: no traffic, or a window that is longer than it runs. */
  readonly mayBeEmpty: boolean;
};

/** The queries of a runbook, in order. */
export function readQueryBlocks(text: string): readonly QueryBlock[] {
  const blocks = readCodeBlocks(text).filter(({ language }) => language === 'promql');
  return blocks.map(({ mark, code }) => ({ expr: code, mayBeEmpty: mark === 'may-be-empty' }));
}
