import { readFileSync } from 'node:fs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { StartFault } from '../../embedded/start-fault.js';
import { describeAddress, type RedisAddress } from '../../exporter/redis-address.js';
import { explainRefusal } from '../../exporter/redis-refusals.js';
import { withDeadline } from '../../redis/deadline.js';

const START_MS = 10_000;

/** Fails at once without a connection, and gives a connection up on which nothing is answered any more. */
const PROMPT: RedisOptions = {
  connectTimeout: 1000,
  socketTimeout: 3000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // It would ask for rights that a reader of queues need not have.
  enableReadyCheck: false,
  disableClientInfo: true,
  keepAlive: 5000,
  connectionName: 'mining-clicks-exporter',
  retryStrategy: (tries) => Math.min(tries * 50, 1000),
};

export type OpenOptions = {
  /** File with the certificates to trust, for TLS. */
  readonly caFile?: string | undefined;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Opens what the address names: Redis alone, the master that Sentinel names, or a cluster. A single address that turns
 * out to be a node of a cluster opens the cluster.
 *
 * @throws StartFault in one sentence when it cannot be reached in 10 s, or does not let this user in.
 */
export async function openQueueRedis(address: RedisAddress, { caFile, onFault }: OpenOptions): Promise<Redis | Cluster> {
  const common = { ...PROMPT, ...loginOf(address), ...tlsOf(address, caFile) };
  const client = address.kind === 'cluster' ? createCluster(address, common) : createRedis(address, common);
  await untilReady(client, address, onFault);
  if (address.kind !== 'single' || !(await isClusterNode(client as Redis))) return client;
  client.disconnect();
  return openQueueRedis({ ...address, kind: 'cluster' }, { caFile, onFault });
}

function createRedis({ kind, hosts, masterName, database, sentinelPassword, isEncrypted }: RedisAddress, common: RedisOptions): Redis {
  const [first] = hosts;
  if (kind === 'single') return new Redis({ ...common, ...first, db: database, lazyConnect: true });
  const ofSentinel = { ...(sentinelPassword !== undefined && { sentinelPassword }), ...(isEncrypted && { sentinelTLS: common.tls, enableTLSForSentinelMode: true }) };
  const sentinelRetryStrategy = (tries: number) => Math.min(tries * 50, 1000);
  return new Redis({ ...common, sentinels: [...hosts], name: masterName, ...ofSentinel, sentinelRetryStrategy, db: database, lazyConnect: true });
}

function createCluster({ hosts, isEncrypted }: RedisAddress, common: RedisOptions): Cluster {
  return new Cluster([...hosts], {
    redisOptions: common,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    slotsRefreshTimeout: 2000,
    slotsRefreshInterval: 10_000,
    clusterRetryStrategy: (tries) => Math.min(tries * 50, 1000),
    // A certificate names hosts, which an address found in DNS would not match.
    ...(isEncrypted && { dnsLookup: (host: string, done: (fault: null, address: string) => void) => done(null, host) }),
    lazyConnect: true,
  });
}

async function untilReady(client: Redis | Cluster, address: RedisAddress, onFault: (fault: unknown) => void): Promise<void> {
  let last: unknown;
  const note = (fault: unknown) => {
    last = lastOf(fault);
    onFault(last);
  };
  client.on('error', note);
  client.on('node error', note);
  void client.connect().catch(note);
  try {
    await withDeadline(untilAnswered(client, () => last), START_MS);
  } catch (cause) {
    client.disconnect();
    const reason = explainRefusal(cause) ?? whyUnreachable(last ?? cause);
    throw new StartFault(`${describeAddress(address)}: ${reason}`, { cause });
  }
}

/** Rejects at once when waiting cannot help. */
async function untilAnswered(client: Redis | Cluster, lastFault: () => unknown): Promise<void> {
  for (;;) {
    const fault = await client.time().then(() => undefined, (fault: unknown) => fault);
    // Redis answers a user whose login it just refused as its default user: the refusal has been noted one turn later.
    await new Promise((resolve) => setTimeout(resolve, fault === undefined ? 0 : 50));
    const refused = [fault, lastFault()].find((each) => explainRefusal(each) !== undefined);
    if (refused !== undefined) throw refused as Error;
    if (fault === undefined) return;
  }
}

/** The cause of a fault of all nodes together is in its last one. */
function lastOf(fault: unknown): unknown {
  return (fault as { lastNodeError?: unknown }).lastNodeError ?? fault;
}

function whyUnreachable(fault: unknown): string {
  const { code = '', message = String(fault) } = fault as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return 'nobody listens there; check --redis-url or REDIS_URL, and that Redis runs.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no host of that name; check --redis-url or REDIS_URL.';
  if (/certificate|self.signed|SSL|TLS|altname/i.test(`${code} ${message}`)) {
    return `TLS failed (${message}); check that the server speaks TLS, and name its certificate authority with --tls-ca FILE.`;
  }
  return `Redis does not answer (${message}); check --redis-url or REDIS_URL, rediss for TLS, and that Redis runs.`;
}

async function isClusterNode(redis: Redis): Promise<boolean> {
  try {
    return (await redis.info('cluster')).includes('cluster_enabled:1');
  } catch {
    // A user without the right to ask is taken at their word.
    return false;
  }
}

function loginOf({ username, password }: RedisAddress): RedisOptions {
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

function tlsOf({ isEncrypted }: RedisAddress, caFile: string | undefined): RedisOptions {
  if (caFile === undefined) return isEncrypted ? { tls: {} } : {};
  if (!isEncrypted) throw new StartFault('--tls-ca is given, but the address does not ask for TLS: write rediss instead of redis.');
  try {
    return { tls: { ca: readFileSync(caFile, 'utf8') } };
  } catch (cause) {
    throw new StartFault(`--tls-ca ${caFile} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
