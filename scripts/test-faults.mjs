// npm run test:faults: makes faults on real stacks and waits for their alerts. With --write it also writes the seconds
// that it measured into docs/detection-times.md.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const args = process.argv.slice(2);
if (args.includes('--write')) process.env['WRITE_DETECTION_TIMES'] = 'true';
await runVitest(['--project', 'faults', ...args.filter((arg) => arg !== '--write')]);
