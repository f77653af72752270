// npm run test:rules and npm run test:rules:mutation: one of the rules' two test projects, which need promtool and no server.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';

requireNode();
ensureDependencies();

process.chdir(projectFolder);
const program = join(projectFolder, 'node_modules/vitest/vitest.mjs');
const [project = 'rules', ...others] = process.argv.slice(2);
process.argv = [process.execPath, program, 'run', '--config=observability/tests/vitest.config.ts', `--project=${project}`, ...others];
await import(pathToFileURL(program).href);
