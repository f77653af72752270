import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { inject, onTestFinished } from 'vitest';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { redisServer } from '../../src/embedded/redis-server.js';
import { startServer } from '../../src/embedded/server.js';
import { eventually, openTestRedis } from './namespace.js';
import { makeTemporaryFolder, startPrivateRedis, type PrivateServer } from './servers.js';

const SLOTS = 16_384;
/** Of a master: otherwise it waits five seconds for more replicas before it sends the first one its data. */
export const AT_ONCE = { 'repl-diskless-sync-delay': '0' };

/** A cluster of three masters, as an address for the exporter and as a client; gone when the test ends. */
export async function startRedisCluster(): Promise<{ readonly nodes: readonly PrivateServer[]; readonly hosts: string }> {
  const busPorts = await chooseFreePorts(3);
  const nodes = await Promise.all(
    busPorts.map((busPort) => startPrivateRedis({ appendFsync: 'everysec', settings: { 'cluster-enabled': 'yes', 'cluster-port': String(busPort) } })),
  );
  const clients = nodes.map(({ url }) => openTestRedis(url));
  await Promise.all(
    clients.map(async (client, index) => {
      const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / nodes.length));
      await client.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to ?? SLOTS) - 1));
    }),
  );
  for (const [index, node] of nodes.entries()) {
    await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(busPorts[index]));
  }
  for (const client of clients) {
    await eventually(async () => {
      const state = String(await client.call('CLUSTER', 'INFO'));
      return state.includes('cluster_state:ok') && state.includes('cluster_known_nodes:3');
    });
  }
  return { nodes, hosts: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') };
}

/** A master, a replica that follows it and a Sentinel that watches both; gone when the test ends. */
export async function startSentinelSet(): Promise<{ readonly master: PrivateServer; readonly replica: PrivateServer; readonly sentinel: string }> {
  const master = await startPrivateRedis({ settings: AT_ONCE });
  const replica = await startPrivateRedis({ settings: { replicaof: `127.0.0.1 ${master.port}` } });
  await eventually(async () => (await openTestRedis(replica.url).info('replication')).includes('master_link_status:up'));
  const folder = await makeTemporaryFolder('sentinel');
  const [port = 0] = await chooseFreePorts(1);
  const file = join(folder, 'sentinel.conf');
  // A master that the machine held up for a second or two is not down.
  const lines = [`sentinel monitor orders 127.0.0.1 ${master.port} 1`, 'sentinel down-after-milliseconds orders 4000', 'sentinel failover-timeout orders 2000'];
  await writeFile(file, `${lines.join('\n')}\n`);
  const base = redisServer({ port, binary: inject('programs')['redis-server'], dataFolder: folder, logFile: join(folder, 'log'), appendFsync: 'everysec', temporaryFolder: folder });
  const server = await startServer({ ...base, args: [file, '--sentinel', '--port', String(port), '--bind', '127.0.0.1'] });
  onTestFinished(() => server.stop());
  const asked = new Redis({ port, host: '127.0.0.1' });
  onTestFinished(() => asked.disconnect());
  await eventually(async () => String(await asked.call('SENTINEL', 'REPLICAS', 'orders')).includes(String(replica.port)));
  return { master, replica, sentinel: `127.0.0.1:${port}` };
}

/** A server that speaks TLS with a certificate of its own authority; gone when the test ends. */
export async function startTlsRedis(): Promise<{ readonly url: string; readonly plainUrl: string; readonly caFile: string }> {
  const folder = await makeTemporaryFolder('tls');
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, '-keyout', key, '-out', certificate]);
  await made.catch((cause: unknown) => {
    throw new Error('These tests need the program openssl, which makes a certificate.', { cause });
  });
  const [port = 0] = await chooseFreePorts(1);
  const tls = { 'tls-port': String(port), 'tls-cert-file': certificate, 'tls-key-file': key, 'tls-ca-cert-file': certificate, 'tls-auth-clients': 'no' };
  const server = await startPrivateRedis({ settings: tls });
  return { url: `rediss://127.0.0.1:${port}`, plainUrl: server.url, caFile: certificate };
}
