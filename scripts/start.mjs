// npm start: everything that `mining-clicks up` needs, then `up` itself with the arguments given here. It runs in this
// very process, so that there is nobody between it and npm who could be killed or would have to pass signals on.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { projectFolder } from './lib/project.mjs';

requireNode();
ensureDependencies();
ensureBuild();

const program = join(projectFolder, 'dist/src/cli/main.js');
process.argv = [process.execPath, program, 'up', ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
