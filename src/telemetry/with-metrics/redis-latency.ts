import type { Command, Redis } from 'ioredis';
import { REDIS_COMMANDS, type RedisCommandName } from '../label-values.js';
import type { Metrics } from '../registry.js';
import { readScriptNames, SCRIPT_FOLDERS } from '../script-names.js';

export type RedisMetrics = Pick<Metrics<'api' | 'worker'>, 'redisLatency'>;

/** Commands that wait on purpose: for a job, a message, a replica. */
const BLOCKING = new Set([
  ...['blpop', 'brpop', 'blmove', 'blmpop', 'brpoplpush', 'bzpopmin', 'bzpopmax', 'bzmpop'],
  ...['wait', 'waitaof', 'subscribe', 'psubscribe', 'ssubscribe', 'unsubscribe', 'punsubscribe', 'sunsubscribe', 'monitor'],
]);
const STREAM_READS = new Set(['xread', 'xreadgroup']);
const KNOWN: ReadonlySet<string> = new Set(REDIS_COMMANDS);

/**
 * Observes every command of the given clients, from the moment that it is sent to its reply, whatever the reply says; a
 * command that has to be sent again after a lost connection took all of that time. Gives what ends the observation.
 *
 * It wraps `sendCommand` of each client. ioredis' own diagnostics channel turns all arguments of every command into
 * strings, and adds a promise: ten times the cost for an admission of a hundred clicks, and it cannot leave a client out.
 */
export function observeRedisLatency(clients: readonly Redis[], { redisLatency }: RedisMetrics): () => void {
  const scriptNames = readScriptNames(SCRIPT_FOLDERS);
  const restores = clients.map((client) =>
    onSend(client, (command) => {
      const start = performance.now();
      const name = isBlocking(command) ? undefined : nameOf(command, scriptNames);
      if (name === undefined) return;
      const observe = () => redisLatency.observe(performance.now() - start, { command: name });
      command.promise.then(observe, observe);
    }),
  );
  return () => {
    for (const restore of restores) restore();
  };
}

/** Tells of every command that the client writes, once. */
function onSend(client: Redis, listen: (command: Command) => void): () => void {
  const seen = new WeakSet<Command>();
  const send = client.sendCommand;
  const observed: typeof send = function (this: Redis, command, stream) {
    // Before it is ready a client queues what it is given, and sends it by another call.
    const isWritten = client.status === 'ready' && !seen.has(command as Command);
    const reply = send.call(client, command, stream);
    if (isWritten) {
      seen.add(command as Command);
      listen(command as Command);
    }
    return reply;
  };
  client.sendCommand = observed;
  return () => {
    if (client.sendCommand === observed) client.sendCommand = send;
  };
}

function isBlocking({ name, args }: Command): boolean {
  if (BLOCKING.has(name)) return true;
  return STREAM_READS.has(name) && args.some((argument) => String(argument).toLowerCase() === 'block');
}

function nameOf({ name, args }: Command, scriptNames: ReadonlyMap<string, string>): RedisCommandName {
  const isScript = name === 'evalsha' || name === 'eval';
  const known = isScript ? (scriptNames.get(String(args[0])) ?? 'evalsha') : name;
  return KNOWN.has(known) ? (known as RedisCommandName) : 'other';
}
