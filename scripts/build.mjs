// npm run build: src and observability to dist, if the sources have changed.
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';

requireNode();
ensureDependencies();
ensureBuild();
