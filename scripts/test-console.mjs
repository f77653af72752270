// npm run test:console: the console in a real browser (Chromium, which it installs where there is none), on a real stack
// with demo traffic. Arguments go to vitest.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();
await runVitest(['--project', 'console', ...process.argv.slice(2)]);
