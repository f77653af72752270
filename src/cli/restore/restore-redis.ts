import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis, type ChainableCommander } from 'ioredis';
import { startServer, type ServerSpec } from '../../embedded/server.js';
import { StartFault } from '../../embedded/start-fault.js';
import type { RedisPart } from '../backup/manifest.js';

const KEYS_A_CALL = 500;

/** @throws StartFault when there is a key below the prefix: not even those that an API writes at its start. */
export async function requireNoKeys(redis: Redis, prefix: string): Promise<void> {
  for await (const [key] of scan(redis, prefix)) {
    if (key) throw new StartFault(`Redis has keys below ${prefix} (${key}): stop what runs, and remove them or set another MINING_REDIS_PREFIX.`);
  }
}

/**
 * Reads the copy by a redis-server of its own, which only this user can reach, and writes each key below the prefix to
 * `target`, with the time at which it expires. The result is the number of keys.
 */
export async function restoreRedis(target: Redis, targetPrefix: string, folder: string, part: RedisPart, program: string): Promise<number> {
  const place = await mkdtemp(join(tmpdir(), 'mining-clicks-restore-'));
  await symlink(resolve(folder, part.file), join(place, part.file));
  const server = await startServer(readerSpec(place, part, program));
  const source = new Redis({ path: join(place, 'socket'), db: part.database, maxRetriesPerRequest: 1 });
  try {
    let keys = 0;
    for await (const names of scan(source, part.prefix)) keys += await copyKeys(source, target, names, (name) => targetPrefix + name.slice(part.prefix.length));
    return keys;
  } finally {
    source.disconnect();
    await server.stop();
    await rm(place, { recursive: true, force: true });
  }
}

/** Reads one file and never writes it: no saving, no append-only file, no port. */
function readerSpec(place: string, { file }: RedisPart, program: string): ServerSpec {
  const socket = join(place, 'socket');
  const settings = { port: '0', unixsocket: socket, unixsocketperm: '700', dir: place, dbfilename: file, appendonly: 'no', save: '', 'set-proc-title': 'no' };
  return {
    name: 'redis-server that reads the backup',
    command: program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    logFile: join(place, 'log'),
    stopWithinMs: 3_000,
    startWithinMs: 600_000,
    temporaryFolder: place,
    probe: () => ping(socket),
  };
}

async function ping(path: string): Promise<void> {
  const redis = new Redis({ path, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

async function* scan(redis: Redis, prefix: string): AsyncGenerator<string[]> {
  const match = `${prefix.replace(/[\\*?[\]^]/g, '\\$&')}:*`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', match, 'COUNT', KEYS_A_CALL);
    cursor = next;
    yield keys;
  } while (cursor !== '0');
}

async function copyKeys(source: Redis, target: Redis, names: readonly string[], rename: (name: string) => string): Promise<number> {
  const reads = source.pipeline();
  for (const name of names) reads.dumpBuffer(name).call('PEXPIRETIME', name);
  const values = await run(reads);
  const writes = target.pipeline();
  names.forEach((name, index) => {
    const [value, expiresAt] = [values[2 * index] as Buffer | null, Number(values[2 * index + 1])];
    // A key may expire while the copy is read.
    if (value) writes.restore(rename(name), Math.max(0, expiresAt), value, 'ABSTTL');
  });
  return (await run(writes)).length;
}

async function run(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([fault, reply]) => {
    if (fault) throw new StartFault(`Redis refused a key of the backup (${fault.message}): remove the keys below the prefix before you try again.`, { cause: fault });
    return reply;
  });
}
