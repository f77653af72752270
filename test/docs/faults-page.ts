import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COLUMNS, type Experiment, type ExperimentLine } from '../faults/exactly-once/support/line.js';
import type { Results } from '../faults/exactly-once/support/results.js';
import { PROJECT_FOLDER } from './markdown.js';

const FOLDER = join(PROJECT_FOLDER, 'test/faults');

/** Everything that the files `experiments.ts` below `test/faults/` export, in the order of their tests. */
export async function listExperiments(): Promise<Experiment[]> {
  const files = (await readdir(FOLDER)).map((name) => join(FOLDER, name, 'experiments.ts')).filter((file) => existsSync(file));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(file).href) as Promise<Record<string, unknown>>));
  return modules.flatMap((exported) => Object.values(exported).flat().filter(isExperiment));
}

function isExperiment(value: unknown): value is Experiment {
  return typeof value === 'object' && value !== null && 'test' in value && 'about' in value;
}

/** docs/faults.md: one row for each experiment, its runs added up. */
export async function renderFaultsPage(results: ReadonlyMap<string, Results>): Promise<string> {
  const experiments = await listExperiments();
  const rows = experiments.flatMap((experiment) => {
    const found = results.get(experiment.test);
    return found === undefined ? [] : [row(summarize(found.lines), `${found.commit}, ${found.date}`)];
  });
  const about = experiments.map(({ test, about: what }) => `| ${test} | ${what} |`);
  return `${HEAD}
| ${COLUMNS.join(' | ')} | commit, date |
|${'---|'.repeat(COLUMNS.length + 1)}
${rows.join('\n')}

## What is done

| test | what |
|---|---|
${about.join('\n')}
`;
}

type Summary = Omit<ExperimentLine, 'seed'> & { readonly seed: string };

function summarize(lines: readonly ExperimentLine[]): Summary {
  const [first] = lines;
  if (first === undefined) throw new Error('results without a line');
  const sum = (column: 'acked' | 'credited' | 'rejected' | 'dead_lettered' | 'lost' | 'duplicated' | 'phantom' | 'drift') =>
    lines.reduce((total, line) => total + line[column], 0);
  return {
    ...first,
    seed: seedsOf(lines),
    acked: sum('acked'),
    credited: sum('credited'),
    rejected: sum('rejected'),
    dead_lettered: sum('dead_lettered'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    phantom: sum('phantom'),
    drift: sum('drift'),
    recovery_s: Math.max(...lines.map((line) => line.recovery_s)),
  };
}

/** `1-20` for all of them, else each. */
function seedsOf(lines: readonly ExperimentLine[]): string {
  const seeds = lines.map(({ seed }) => seed).sort((a, b) => a - b);
  const [first = 0] = seeds;
  const isRow = seeds.length > 2 && seeds.every((seed, index) => seed === first + index);
  return isRow ? `${first}-${seeds.at(-1)}` : seeds.join(', ');
}

function row(summary: Summary, commit: string): string {
  return `| ${COLUMNS.map((column) => summary[column]).join(' | ')} | ${commit} |`;
}

const HEAD = `# Exactly once, under faults

Every click that got a 202 is credited once, rejected by policy, or a dead letter: whatever dies, and when. Each row is an
experiment on real processes of the built command, on a redis-server and a mongod of their own: two APIs and two workers
that are started again when they end, unless the row says otherwise, clicks that \`load --retry\` sends meanwhile and writes
down in its journal, the fault, and then \`audit\`, which compares the journal with queue and ledger. What the columns count is
in the [glossary](glossary.md); \`lost\`, \`duplicated\`, \`phantom\` and \`drift\` must be 0, or the run fails. A row adds up one run
for each seed; \`recovery_s\` is the longest time from the last fault until clicks are accepted and credited again and nothing
from before it is unfinished, in seconds.

\`\`\`sh
npm run test:faults                                          # all experiments with one seed or two, and the alerts
npm run test:faults -- --long                                # 20 seeds at each crash point, minutes of kills
npm run test:faults -- --seed 7 test/faults/exactly-once/crash-points.test.ts   # one seed again
npm run test:faults -- --write                               # keeps the results in test/faults/results/ and makes this page
\`\`\`

Some rows may lose what they lost, and say how much. \`fast\` answers before anything is on a disk: it loses what a power cut or
a promoted replica does not have. \`safe\` answers when the click is on the disk of its node; it does not promise the loss of
the node, and a replica that takes its place without that disk lacks the last moments. \`replicated\` promises that, too.
Which level promises what: \`MINING_DURABILITY\` in [settings.md](settings.md).

The seed chooses who dies, at which step and after how long; the load and the machine's scheduling differ from run to run.
The checker itself is tried too: faults planted in queue and ledger, of each kind, must be found
(\`test/integration/audit.test.ts\`, and under load \`test/faults/exactly-once/checker.test.ts\`).

## Results
`;
