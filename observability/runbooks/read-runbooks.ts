import { readRunbooks as readTexts } from '../../src/cli/read-runbooks.js';

/** What to do when an alert fires; its name is the alert's. */
export type Runbook = { readonly name: string; readonly text: string };

export type CodeBlock = {
  readonly language: string;
  /** What follows the language: `may-be-empty` for queries, `if-installed` for commands of programs that may be missing. */
  readonly mark: string | undefined;
  readonly code: string;
};

export type RunbookQuery = {
  readonly runbook: string;
  readonly expr: string;
  /** A healthy pipeline may have nothing to show here: no traffic, or a window that is longer than it runs. */
  readonly mayBeEmpty: boolean;
};

export function readRunbooks(): readonly Runbook[] {
  return [...readTexts()].map(([name, text]) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function readCodeBlocks(text: string): readonly CodeBlock[] {
  const blocks = text.matchAll(/^```(\S+)(?: (\S+))?\n([^]*?)^```$/gm);
  return [...blocks].map(([, language = '', mark, code = '']) => ({ language, mark, code: code.trim() }));
}

/** Every query of every runbook, to be run against a pipeline that works. */
export function listRunbookQueries(runbooks: readonly Runbook[] = readRunbooks()): readonly RunbookQuery[] {
  return runbooks.flatMap(({ name, text }) =>
    readCodeBlocks(text)
      .filter(({ language }) => language === 'promql')
      .map(({ mark, code }) => ({ runbook: name, expr: code, mayBeEmpty: mark === 'may-be-empty' })),
  );
}
