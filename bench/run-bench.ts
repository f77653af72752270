import { join } from 'node:path';
import { chooseContenders, type Lineup } from './lineup.js';
import type { Stores } from './machine/stores.js';
import { type BenchOptions, readOptions } from './options.js';
import { writeResults } from './report/results-file.js';
import { summarize } from './report/summary.js';
import { formatTable } from './report/table.js';
import { measureRounds } from './rounds.js';
import { createSettings, describeRun, type Ports, say, type Surroundings, withStores, withSurroundings } from './surroundings.js';

/** The benchmark: what the pipeline can do, beside the most that is possible and what one would write without it. */
export async function runBench(args: readonly string[], project: string): Promise<void> {
  const options = readOptions(args);
  await withSurroundings(project, async (around) => {
    const lineup = await chooseContenders(options, project, around.folder, around.signal);
    try {
      await withStores(around, (stores, ports) => measure(lineup, options, { stores, ports, around }));
    } finally {
      await lineup.remove();
    }
  });
}

type Bench = { readonly stores: Stores; readonly ports: Ports; readonly around: Surroundings };

async function measure(lineup: Lineup, options: BenchOptions, { stores, ports, around }: Bench): Promise<void> {
  const { folder, project, signal } = around;
  const settings = { ...(await createSettings(stores, ports, around, options)), steadyRate: options.rate };
  const measurements = await measureRounds(lineup.contenders, options.rounds, options.phases, settings);
  const rows = summarize(measurements, lineup.comparisons);
  const ratios = lineup.comparisons.map((pair) => pair.join('/'));
  process.stdout.write(`\n${formatTable(rows, [...measurements.keys()], ratios)}\n`);
  signal.throwIfAborted();
  const path = join(project, 'bench', 'results', lineup.resultsFile);
  const header = {
    ...(await describeRun(`bench -- ${process.argv.slice(2).join(' ')}`, project, stores)),
    ...(lineup.againstCommit !== undefined && { againstCommit: lineup.againstCommit }),
    options,
  };
  writeResults(path, header, rows);
  say(`Written to ${path}; logs were in ${folder}`);
}
