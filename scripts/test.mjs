// npm test: everything that the tests need, then vitest with the arguments given here (all lanes when there are none).
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
process.argv = [process.execPath, program, 'run', ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
