import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from './project.mjs';
import { fail, run } from './run.mjs';

const STAMP = 'dist/.sources';
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** The page for persons, which is bundled. */
const PAGE = 'console';

/** What is built: its tests stay out. */
const SOURCES = ['src', 'observability', PAGE];
const TESTS = /\.test\.ts$|^observability\/(.*\/)?tests\//;

/** Compiles what runs to dist unless dist was made from the very same sources. */
export function ensureBuild() {
  const sources = listSources();
  const stamp = digest([...SETTINGS, ...sources]);
  if (readStamp() === stamp) return;
  console.log('Building');
  // Built aside and then put in place, so that a failed build leaves the last good one.
  const fresh = join(projectFolder, 'var', `build-${process.pid}`);
  const tsc = join(projectFolder, 'node_modules/typescript/bin/tsc');
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const code =
    run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noEmitOnError', '--outDir', fresh]) ||
    run(process.execPath, [vite, 'build', PAGE, '--outDir', join(fresh, PAGE), '--logLevel', 'warn']);
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    fail('The build failed: see above.');
  }
  for (const file of sources.filter((name) => name.endsWith('.lua'))) copyBeside(file, fresh);
  writeFileSync(join(fresh, '.sources'), stamp);
  replaceDist(fresh);
}

/** @returns {string[]} paths from the project's folder, in a stable order */
function listSources() {
  const entries = SOURCES.flatMap((name) => readdirSync(join(projectFolder, name), { recursive: true, withFileTypes: true }));
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length))
    .filter((file) => /\.(tsx?|lua|css|html|svg)$/.test(file) && !TESTS.test(file))
    .sort();
}

/** @param {readonly string[]} files */
function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(projectFolder, file))).update('\0');
  return hash.digest('hex');
}

function readStamp() {
  const file = join(projectFolder, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * @param {string} file
 * @param {string} folder
 */
function copyBeside(file, folder) {
  const target = join(folder, file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(projectFolder, file), target);
}

/** @param {string} fresh */
function replaceDist(fresh) {
  const dist = join(projectFolder, 'dist');
  const old = `${fresh}-replaced`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}
