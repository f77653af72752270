import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './project.mjs';
import { fail, run } from './run.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/** Installs the locked dependencies if they are missing or not those of package-lock.json. */
export function ensureDependencies() {
  const locked = readPackages('package-lock.json');
  if (locked === undefined) fail('package-lock.json cannot be read: get a fresh checkout.');
  if (isInstalled(locked, readPackages('node_modules/.package-lock.json'))) return;
  console.log('Installing the locked dependencies (npm ci)');
  // The build needs the development dependencies, whatever NODE_ENV says. npm is the one that runs us, if one does.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  const code = npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (code !== 0) {
    fail('The dependencies could not be installed (see above): check that the npm registry can be reached, then start again.');
  }
}

/**
 * npm writes node_modules/.package-lock.json when an installation is complete: it tells what is there.
 *
 * @param {LockedPackages} locked
 * @param {LockedPackages | undefined} installed
 */
function isInstalled(locked, installed) {
  if (installed === undefined) return false;
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '' || wanted.optional === true) return true;
    const present = installed[path];
    return present?.version === wanted.version && present?.integrity === wanted.integrity;
  });
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(projectFolder, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
