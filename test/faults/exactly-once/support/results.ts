import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../../../../src/cli/package-folder.js';
import { formatLine, type Experiment, type ExperimentLine } from './line.js';

/** The latest lines of an experiment, one for each seed. */
export type Results = {
  readonly test: string;
  /** The commit that was tried, with `+` when the checkout had changes of its own. */
  readonly commit: string;
  /** The day, as 2026-11-29. */
  readonly date: string;
  readonly lines: readonly ExperimentLine[];
};

const FOLDER = join(PACKAGE_FOLDER, 'test/faults/results');
const written = new Map<string, ExperimentLine[]>();

/** Prints a line and, where the run was asked to (`--write`), keeps it with the others of this run. */
export function recordLine({ test }: Experiment, line: ExperimentLine): void {
  process.stdout.write(`${formatLine(line)}\n`);
  if (process.env['FAULTS_WRITE'] === undefined) return;
  const lines = [...(written.get(test) ?? []), line].sort((a, b) => a.seed - b.seed);
  written.set(test, lines);
  const results: Results = { test, commit: describeCommit(), date: new Date().toISOString().slice(0, 10), lines };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${test}.json`), `${JSON.stringify(results, undefined, 1)}\n`);
}

/** The results that were kept, by the name of the experiment. */
export function readResults(): ReadonlyMap<string, Results> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const results = files.map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Results);
  return new Map(results.map((each) => [each.test, each]));
}

function describeCommit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: PACKAGE_FOLDER, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src', 'test', ':!test/faults/results') !== '';
  return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`;
}
