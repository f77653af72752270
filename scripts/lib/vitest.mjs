import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';

/**
 * Runs vitest in this process, so that its exit code and signals are ours.
 *
 * @param {readonly string[]} args
 */
export async function runVitest(args) {
  process.chdir(projectFolder);
  const program = join(projectFolder, 'node_modules/vitest/vitest.mjs');
  process.argv = [process.execPath, program, 'run', ...args];
  await import(pathToFileURL(program).href);
}
