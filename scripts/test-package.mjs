// npm run test:package: packs, installs the tarball with a cache of its own and runs it, as somebody without a checkout
// does. It needs the package registry.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();
ensureBuild();
await runVitest(['--project', 'package', ...process.argv.slice(2)]);
