import { StartFault } from '../embedded/start-fault.js';

export type RedisHost = { readonly host: string; readonly port: number };

/** Where the queues are, and how to sign in. */
export type RedisAddress = {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly hosts: readonly RedisHost[];
  /** Name of the group of servers that Sentinel watches; empty for the other kinds. */
  readonly masterName: string;
  readonly isEncrypted: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  readonly database: number;
};

const FORMS =
  'redis://host:6379, redis+sentinel://host:26379,host:26379/name-of-master or redis+cluster://host:7000,host:7001, each with user:password@ before the hosts if needed, and rediss for TLS';
const ADDRESS = /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<login>.*)@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;
const HOST = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/;

/**
 * Reads an address of Redis alone, of a set watched by Sentinel, or of a cluster.
 *
 * @throws StartFault that repeats no password.
 */
export function parseRedisAddress(url: string): RedisAddress {
  const { kind = 'single', tls, login, hosts = '', path = '', query = '' } = ADDRESS.exec(url.trim())?.groups ?? {};
  const address = {
    kind: kind as RedisAddress['kind'],
    hosts: hosts.split(',').flatMap((text) => parseHost(text, kind === 'sentinel' ? 26_379 : 6379) ?? []),
    ...parsePath(path, kind === 'sentinel'),
    isEncrypted: tls === 's',
    ...parseLogin(login),
    sentinelPassword: new URLSearchParams(query).get('sentinel-password') ?? undefined,
  };
  if (address.hosts.length !== hosts.split(',').length || !isWhole(address)) throw wrongForm(url);
  return address;
}

function isWhole({ kind, hosts, masterName, database }: RedisAddress): boolean {
  if (!Number.isInteger(database) || database < 0) return false;
  return kind === 'single' ? hosts.length === 1 : kind === 'cluster' || masterName !== '';
}

/** `/name-of-master/database` for Sentinel, else `/database`. */
function parsePath(path: string, hasMasterName: boolean): Pick<RedisAddress, 'masterName' | 'database'> {
  const [first = '', second = ''] = path.split('/');
  return hasMasterName ? { masterName: first, database: Number(second) } : { masterName: '', database: Number(first) };
}

/** The address as it may be shown: no user, no password. */
export function describeAddress({ kind, hosts, masterName, isEncrypted }: RedisAddress): string {
  const scheme = `redis${isEncrypted ? 's' : ''}${kind === 'single' ? '' : `+${kind}`}`;
  const places = hosts.map(({ host, port }) => `${host}:${port}`).join(',');
  return `${scheme}://${places}${masterName === '' ? '' : `/${masterName}`}`;
}

function parseHost(text: string, standardPort: number): RedisHost | undefined {
  const [, host, port = String(standardPort)] = HOST.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function parseLogin(login: string | undefined): Pick<RedisAddress, 'username' | 'password'> {
  if (login === undefined) return { username: undefined, password: undefined };
  const [username = '', ...rest] = login.split(':');
  const decode = (text: string) => (text === '' ? undefined : decodeURIComponent(text));
  return { username: decode(username), password: decode(rest.join(':')) };
}

function wrongForm(url: string): StartFault {
  return new StartFault(`${url.replace(/\/\/.*@/, '//')} is no address of Redis: write ${FORMS}.`);
}
