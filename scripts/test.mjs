// npm test: everything that the tests need, then vitest with the arguments given here. Without any, all projects run but
// the faults, which have a command of their own: npm run test:faults.
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
const projects = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=!faults'];
process.argv = [process.execPath, program, 'run', ...projects, ...args];
await import(pathToFileURL(program).href);
