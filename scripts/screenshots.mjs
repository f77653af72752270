// npm run screenshots: takes each view of the console, light, dark and narrow, into docs/images/, from a stack with demo
// traffic that it starts itself, and prints how long the first view took to paint.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();
await runVitest(['--project', 'screenshots', ...process.argv.slice(2)]);
