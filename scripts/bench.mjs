// npm run bench, bench:scrape, bench:exporter, bench:overload and bench:sick-redis: builds the project and the benchmark, and runs it.
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';
import { fail, run } from './lib/run.mjs';

requireNode();
ensureDependencies();
ensureBuild();
const tsc = join(projectFolder, 'node_modules/typescript/bin/tsc');
if (run(process.execPath, [tsc, '-p', 'bench/tsconfig.json']) !== 0) fail('The benchmark could not be built: see above.');

const load = (/** @type {string} */ file) => import(join(projectFolder, 'dist/bench/bench', file));
const args = process.argv.slice(2);
try {
  if (args[0] === 'scrape') await (await load('scrape/run-scrape.js')).runScrapeBench(args.slice(1), projectFolder);
  else if (args[0] === 'exporter') await (await load('exporter/run-exporter.js')).runExporterBench(args.slice(1), projectFolder);
  else if (args[0] === 'overload') await (await load('overload/run-overload.js')).runOverloadBench(args.slice(1), projectFolder);
  else if (args[0] === 'sick-redis') await (await load('sick-redis/run-sick-redis.js')).runSickRedisBench(args.slice(1), projectFolder);
  else await (await load('run-bench.js')).runBench(args, projectFolder);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
