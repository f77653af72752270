// npm test: everything that the tests need, then vitest with the arguments given here. Without any, all projects run but
// the faults, which have a command of their own: npm run test:faults.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const args = process.argv.slice(2);
const projects = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=!faults', '--project=!receivers*'];
await runVitest([...projects, ...args]);
