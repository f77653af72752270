// npm test: everything that the tests need, then vitest with the arguments given here. The faults, the receivers and the
// package have commands of their own: npm run test:faults, npm run test:receivers, npm run test:package.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();

// Named one by one: of several that are to be left out, vitest leaves out none.
const PROJECTS = ['--project=unit', '--project=integration', '--project=e2e', '--project=e2e-alone', '--project=contract'];

const args = process.argv.slice(2);
await runVitest([...(args.some((arg) => arg.startsWith('--project')) ? [] : PROJECTS), ...args]);
