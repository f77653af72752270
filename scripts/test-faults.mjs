// npm run test:faults: makes faults on real processes, waits for their alerts, and holds the clicks against the ledger.
//   -- --long     the long lane: 20 seeds at each crash point, minutes of kills
//   -- --seed 7   one seed alone, to repeat a run
//   -- --write    keeps what it measured: docs/detection-times.md, test/faults/results/ and, made from these, docs/faults.md
// Everything else goes to vitest, such as the name of a file.
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';
import { fail, run } from './lib/run.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const args = process.argv.slice(2);
if (take('--long')) process.env['FAULTS_LONG'] = 'true';
const seed = takeValue('--seed');
if (seed !== undefined) process.env['FAULTS_SEED'] = seed;
if (take('--write')) writeWhatIsMeasured();
else await runVitest(['--project', 'faults', ...args]);

function writeWhatIsMeasured() {
  process.env['WRITE_DETECTION_TIMES'] = 'true';
  process.env['FAULTS_WRITE'] = 'true';
  const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs');
  const code = run(process.execPath, [vitest, 'run', '--project', 'faults', ...args]);
  const pageCode = run(process.execPath, [vitest, 'run', '--project', 'unit', 'test/docs/made-pages.test.ts', '--update']);
  process.exitCode = code || pageCode;
}

/** @param {string} name */
function take(name) {
  const at = args.indexOf(name);
  return at >= 0 && args.splice(at, 1).length > 0;
}

/** @param {string} name */
function takeValue(name) {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const [, value = ''] = args.splice(at, 2);
  return /^\d{1,9}$/.test(value) ? value : fail(`${name} needs a whole number, such as ${name} 7.`);
}
