import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../run.mjs';

const OLDEST_JDK = 17;
// Newer ones have no security manager, and end when they are asked to allow one, as this server wants it.
const NEWEST_JDK = 23;

/** Ends with one sentence when there is no JDK or no Maven that can install and run Elasticsearch. */
export function requireJava() {
  const { stdout, stderr } = spawnSync('javac', ['-version'], { encoding: 'utf8' });
  const version = Number(/javac (\d+)/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1] ?? 0);
  const wanted = `Elasticsearch runs in the tests on a JDK from ${OLDEST_JDK} to ${NEWEST_JDK}`;
  if (version === 0) fail(`${wanted}, and there is no javac on the PATH: install one (on Debian openjdk-17-jdk-headless), then start again.`);
  if (version < OLDEST_JDK || version > NEWEST_JDK) fail(`${wanted}, and this one is ${version}: put another first on the PATH, then start again.`);
  if (spawnSync('mvn', ['-v']).status === 0) return;
  fail('Elasticsearch is installed by Maven, and there is no mvn on the PATH that runs: install Maven (on Debian maven), then start again.');
}

/**
 * The server's jars, its HTTP module and the launcher, as HOME of a node.
 *
 * @param {string} tools
 * @param {string} target
 */
export function installElasticsearch(tools, target) {
  const run = (/** @type {string} */ command, /** @type {string[]} */ args) =>
    spawnSync(command, args, { cwd: tools, stdio: ['ignore', 'inherit', 'inherit'] }).status;
  if (run('mvn', ['-q', '-B', '-C', `-Dfolder=${target}`, 'package']) !== 0) {
    fail('Elasticsearch could not be installed (see above): check that Maven Central can be reached, then start again.');
  }
  compareJars(readFileSync(join(tools, 'jars.sha256'), 'utf8'), target);
  const launched = run('javac', ['-cp', join(target, 'lib', '*'), '-d', join(target, 'launcher'), 'Launcher.java']);
  if (launched !== 0) fail('The launcher of Elasticsearch could not be compiled: see above.');
  for (const folder of ['config', 'plugins']) mkdirSync(join(target, folder));
}

/**
 * Maven checks jars against what the registry says of them; this checks them against what was pinned here.
 *
 * @param {string} pinned lines as of sha256sum
 * @param {string} target
 */
function compareJars(pinned, target) {
  const jars = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.jar')).sort();
  const present = jars.map((path) => `${createHash('sha256').update(readFileSync(join(target, path))).digest('hex')}  ${path}`);
  const wanted = pinned.split('\n').filter((line) => line !== '');
  const differing = [...wanted.filter((line) => !present.includes(line)), ...present.filter((line) => !wanted.includes(line))];
  if (differing.length > 0) fail(`Jars of Elasticsearch are not those of tools/elasticsearch/jars.sha256: ${differing.join(', ')}.`);
}
