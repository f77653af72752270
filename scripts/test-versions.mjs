// npm run test:versions: processes of the previous version and of this one side by side, under load, both ways. Needs the
// history of the checkout, and the package registry where the two lock other packages. `-- --previous REF` takes another
// version than the one that test/faults/versions/ names, `-- --seed N` one seed alone, `-- --long` five.
import { parseArgs } from 'node:util';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const { values, positionals } = parseArgs({
  options: { previous: { type: 'string' }, seed: { type: 'string' }, long: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.previous !== undefined) process.env['FAULTS_PREVIOUS'] = values.previous;
if (values.seed !== undefined) process.env['FAULTS_SEED'] = values.seed;
if (values.long === true) process.env['FAULTS_LONG'] = 'true';
await runVitest(['--project', 'versions', ...positionals]);
