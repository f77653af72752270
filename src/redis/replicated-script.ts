import { createHash } from 'node:crypto';
import { ReplyError, type Redis } from 'ioredis';
import { readLuaScript } from './lua-script.js';

/** A script call, and whether a replica has what Redis had written when it ended. */
export type ReplicatedCall = {
  /** As soon as the script has run. */
  readonly reply: Promise<unknown>;
  /** Later than the reply. False when no replica said so in time, or nobody knows; it never rejects. */
  readonly isReplicated: Promise<boolean>;
};

/** @param waitMs milliseconds that Redis waits for a replica, at least 1: with 0 it would wait without end. */
export type ReplicatedScript = (keys: readonly string[], args: readonly (string | number)[], waitMs: number) => ReplicatedCall;

/**
 * Calls the script `name` from `folder/name.lua` and has Redis wait for a replica (`WAIT`), which holds up everything
 * else on that connection: it should have one of its own.
 *
 * The three commands go out together, since they must reach one server over one connection: a `WAIT` on a connection that
 * came later would know of no writes, and be content at once. For the same reason `markKey` is written between them:
 * Redis promises to wait for the writes of the connection only, and a script that found a click accepted before, perhaps
 * by another process, has written nothing. The mark comes behind that acceptance in the one order that replicas follow.
 * (Redis 7.0 as it is waits for all that was written before; no version of it promises that.)
 */
export function loadReplicatedScript(redis: Redis, folder: URL, name: string, markKey: string): ReplicatedScript {
  const text = readLuaScript(folder, name);
  const digest = createHash('sha1').update(text).digest('hex');

  function send(command: 'evalsha' | 'eval', keys: readonly string[], args: readonly (string | number)[], waitMs: number): ReplicatedCall {
    const script = command === 'evalsha' ? digest : text;
    const reply = redis[command](script, keys.length, ...keys, ...args);
    const marked = redis.set(markKey, '');
    const replicas = redis.wait(1, waitMs);
    const isReplicated = Promise.all([reply, marked, replicas]).then(([, , count]) => count > 0, () => false);
    return { reply, isReplicated };
  }

  return (keys, args, waitMs) => {
    const first = send('evalsha', keys, args, waitMs);
    // What Redis did not know it did not run; the wait behind it said nothing of what is sent now.
    const call = first.reply.then(() => first, (fault: unknown) => {
      if (!isUnknownScript(fault)) throw fault;
      return send('eval', keys, args, waitMs);
    });
    return { reply: call.then(({ reply }) => reply), isReplicated: call.then((last) => last.isReplicated, () => false) };
  };
}

function isUnknownScript(fault: unknown): boolean {
  return fault instanceof ReplyError && (fault as Error).message.startsWith('NOSCRIPT');
}
