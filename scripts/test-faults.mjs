// npm run test:faults: makes faults on real stacks and waits for their alerts. With --write it also writes the seconds
// that it measured into docs/detection-times.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';

requireNode();
ensureDependencies();
ensureBuild();

process.chdir(projectFolder);
const program = join(projectFolder, 'node_modules/vitest/vitest.mjs');
const args = process.argv.slice(2);
if (args.includes('--write')) process.env['WRITE_DETECTION_TIMES'] = 'true';
process.argv = [process.execPath, program, 'run', '--project', 'faults', ...args.filter((arg) => arg !== '--write')];
await import(pathToFileURL(program).href);
