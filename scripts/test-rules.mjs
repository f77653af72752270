// npm run test:rules and npm run test:rules:mutation: one of the rules' two test projects, which need promtool and no server.
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runVitest } from './lib/vitest.mjs';

requireNode();
ensureDependencies();

const [project = 'rules', ...others] = process.argv.slice(2);
await runVitest(['--config=observability/tests/vitest.config.ts', `--project=${project}`, ...others]);
