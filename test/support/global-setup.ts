import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { mongod, mongodUrl } from '../../src/embedded/mongod.js';
import type { ServerName } from '../../src/embedded/parts/part.js';
import { provideParts } from '../../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../../src/embedded/parts/surroundings.js';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { redisServer, redisUrl } from '../../src/embedded/redis-server.js';
import { startServer, type RunningServer } from '../../src/embedded/server.js';

const PARTS: readonly ServerName[] = ['redis-server', 'mongod', 'prometheus', 'alertmanager'];

/** Starts the real servers that all tests share, once for the run, and stops them after it. */
export default async function startSharedServers(project: TestProject): Promise<() => Promise<void>> {
  const { REDIS_URL, MONGODB_URL } = process.env;
  const programs = await provideParts(PARTS, describeSurroundings(process.env, (line) => void process.stdout.write(`${line}\n`)));
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-'));
  const seenAnswersFolder = join(folder, 'answers');
  const portsFolder = join(folder, 'ports');
  await Promise.all([mkdir(seenAnswersFolder), mkdir(portsFolder)]);
  const [redisPort = 0, mongodPort = 0] = await chooseFreePorts(2);
  const servers: RunningServer[] = [];
  const at = (name: string, port: number) => ({
    port,
    dataFolder: join(folder, name),
    logFile: join(folder, `${name}.log`),
    temporaryFolder: folder,
  });
  if (!REDIS_URL) {
    const options = { ...at('redis', redisPort), binary: programs['redis-server'], appendFsync: 'always' } as const;
    servers.push(await startServer(redisServer(options)));
  }
  if (!MONGODB_URL) {
    servers.push(await startServer(mongod({ ...at('mongod', mongodPort), binary: programs.mongod, testCommands: true })));
  }
  project.provide('redisUrl', REDIS_URL || redisUrl(redisPort));
  project.provide('mongodbUrl', MONGODB_URL || mongodUrl(mongodPort));
  project.provide('programs', programs);
  project.provide('seenAnswersFolder', seenAnswersFolder);
  project.provide('portsFolder', portsFolder);
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
}
