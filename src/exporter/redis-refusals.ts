import type { ReadCommandName } from './read-pipelines.js';

/** Commands beside plain reads of keys, as an access rule names them. */
const OTHER_COMMANDS = ['ping', 'time', 'info', 'select', 'scan', 'client|list', 'client|setname', 'cluster|slots', 'cluster|info'] as const;
const READS: Readonly<Record<ReadCommandName, true>> = {
  exists: true,
  get: true,
  hget: true,
  hmget: true,
  llen: true,
  lrange: true,
  zcard: true,
  zcount: true,
  zrange: true,
  zrangebyscore: true,
  zrevrange: true,
};

/** The rule of a user who can do what the exporter does, and nothing else, on Redis 7 and newer. */
export const ACCESS_RULE = `resetchannels %R~* -@all ${[...Object.keys(READS), ...OTHER_COMMANDS].map((name) => `+${name}`).join(' ')}`;

/** Says in one sentence what Redis refused and what to do; undefined when it refused nothing. */
export function explainRefusal(fault: unknown): string | undefined {
  const message = fault instanceof Error ? fault.message : String(fault);
  if (message.startsWith('NOAUTH')) return 'Redis asks for a password: put user:password@ before the host in --redis-url or REDIS_URL.';
  if (message.startsWith('WRONGPASS')) return 'Redis does not know this user or password: check --redis-url or REDIS_URL.';
  if (!message.startsWith('NOPERM')) return undefined;
  const [, command] = /'([^']+)'/.exec(message) ?? [];
  const what = command === undefined ? 'some keys' : `the command ${command.toUpperCase()}`;
  return `Redis refuses this user ${what}: give it the rights to read with ACL SETUSER <user> ${ACCESS_RULE}`;
}
