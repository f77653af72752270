import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FIGURES } from '../figures.js';
import type { MachineFacts } from '../machine/facts.js';
import type { BenchOptions } from '../options.js';
import type { SummaryRow } from './summary.js';

/** What was run, when, of which version and where. */
export type RunFacts = {
  readonly command: string;
  readonly date: string;
  readonly commit: string;
  /** The checkout had changes that are in no commit. */
  readonly changed: boolean;
  readonly machine: MachineFacts;
};

export type ResultsHeader = RunFacts & { readonly againstCommit?: string; readonly options: BenchOptions };

/** Writes everything that was measured, every round of it. */
export function writeResults(path: string, header: ResultsHeader, rows: readonly SummaryRow[]): void {
  const figures = rows.map(({ figure, contenders, ratios }) => ({
    figure,
    title: FIGURES[figure].title.trim(),
    unit: FIGURES[figure].unit,
    contenders: Object.fromEntries(contenders),
    ratios: Object.fromEntries(ratios),
  }));
  writeJson(path, { ...header, figures });
}

export function writeJson(path: string, content: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, rounded, 2)}\n`);
}

/** Three digits after the point are more than any of it is good for. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
