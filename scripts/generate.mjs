// npm run generate: writes observability/generated/ from the typed definitions; npm run generate:check compares them.
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';
import { fail } from './lib/run.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const { runGenerate } = await import(join(projectFolder, 'dist/observability/generate-command.js'));
try {
  const { lines, ok } = runGenerate(process.argv.slice(2), join(projectFolder, 'observability/generated'));
  for (const line of lines) console.log(line);
  if (!ok) process.exitCode = 1;
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
