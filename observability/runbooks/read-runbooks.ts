import { readRunbooks as readTexts } from '../../src/cli/read-runbooks.js';
import { readQueryBlocks, type QueryBlock } from '../../src/console/runbook-blocks.js';

/** What to do when an alert fires; its name is the alert's. */
export type Runbook = { readonly name: string; readonly text: string };

export type RunbookQuery = QueryBlock & { readonly runbook: string };

export function readRunbooks(): readonly Runbook[] {
  return [...readTexts()].map(([name, text]) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every query of every runbook, to be run against a pipeline that works. */
export function listRunbookQueries(runbooks: readonly Runbook[] = readRunbooks()): readonly RunbookQuery[] {
  return runbooks.flatMap(({ name, text }) => readQueryBlocks(text).map((query) => ({ runbook: name, ...query })));
}
