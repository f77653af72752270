import { spawnSync } from 'node:child_process';
import { projectFolder } from './project.mjs';

/**
 * Runs a program in the project's folder, its output going to the terminal.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {number} its exit code
 */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`);
  return status ?? 1;
}

/**
 * Ends this process with one sentence.
 *
 * @param {string} sentence
 * @returns {never}
 */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
