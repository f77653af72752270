import { join } from 'node:path';
import { checkOut } from './against/checkout.js';
import { type Contender, floor, ours, plain } from './contenders/contender.js';
import type { BenchOptions } from './options.js';
import { chooseParts } from './parts.js';
import type { Comparison } from './report/summary.js';

/** Who is measured, and who is compared with whom. */
export type Lineup = {
  readonly contenders: readonly Contender[];
  readonly comparisons: readonly Comparison[];
  /** Name of the file of the results. */
  readonly resultsFile: string;
  readonly againstCommit?: string;
  /** Removes what was made for it. */
  remove(): Promise<void>;
};

export async function chooseContenders(
  options: BenchOptions,
  project: string,
  folder: string,
  signal: AbortSignal,
): Promise<Lineup> {
  if (options.against !== undefined) return versions(options.against, project, folder, signal);
  if (options.compare !== undefined) return chooseParts(options.compare, { project, folder, signal });
  const all = [floor, plain, ours('ours', project)];
  const contenders = all.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  if (contenders.length === 0) throw new Error(`there is no contender ${options.only.join(', ')}`);
  const names = contenders.map(({ name }) => name);
  const comparisons: Comparison[] = [
    ['ours', 'plain'],
    ['ours', 'floor'],
    ['plain', 'floor'],
  ];
  return {
    contenders,
    comparisons: comparisons.filter((pair) => pair.every((name) => names.includes(name))),
    resultsFile: options.only.length === 0 ? 'latest.json' : 'partial.json',
    remove: () => Promise.resolve(),
  };
}

async function versions(ref: string, project: string, folder: string, signal: AbortSignal): Promise<Lineup> {
  const checkout = await checkOut(ref, project, join(folder, 'checkout'), signal);
  return {
    contenders: [ours('this', project), ours(ref, checkout.folder)],
    comparisons: [['this', ref]],
    resultsFile: 'against.json',
    againstCommit: checkout.commit,
    remove: () => checkout.remove(),
  };
}
