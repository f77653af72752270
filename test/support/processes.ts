import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchApi } from './answers/fetch-api.js';
import { signTestToken } from './api.js';
import { startCommand } from './command.js';
import { openRedisNamespace, openTestDatabase } from './namespace.js';
import { EPOCH } from '../../src/cli/timing.js';
import { createEpoch } from '../../src/cli/watch-epoch.js';
import { openCollections } from '../../src/ledger/documents.js';
import { createRedisMemoryStore } from '../../src/queue/redis-memory-store.js';
import { createQueueStateReader } from '../../src/queue/redis-queue-state.js';
import { settingsOn } from './process-settings.js';

/** A process of the built command that serves HTTP. */
export type StartedProcess = {
  readonly url: string;
  readonly pid: number;
  /** What it has written so far: its log lines, for it has no file for them. */
  output(): string;
  /** Resolves when the process is gone, with its exit code; null when a signal ended it. */
  readonly gone: Promise<number | null>;
  /** Resolves at once for a signal that only freezes or wakes; else when the process is gone, with its exit code. */
  kill(signal: NodeJS.Signals): Promise<number | null | undefined>;
};

export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

/** The shared servers in a namespace and a database of their own, and how to start processes on them. */
export function createProcessBench() {
  const { redis, keys, prefix } = openRedisNamespace();
  const { db } = openTestDatabase();
  const settings = {
    ...settingsOn(db.databaseName, prefix),
    MINING_WORKER_PORT: '0',
    MINING_LIMIT_GLOBAL_RATE: '0',
    MINING_LIMIT_USER_RATE: '0',
    MINING_LIMIT_IP_RATE: '0',
  };
  const memory = createRedisMemoryStore(redis, keys, EPOCH);
  const start = async (name: 'api' | 'worker', more: Record<string, string> = {}) => {
    // Where Redis had none, a process whose MongoDB does not answer its first question in time would refuse clicks for a while.
    await memory.begin(createEpoch());
    return untilListening(startCommand([name], { cwd: process.cwd(), env: { ...settings, ...more } }));
  };
  const readState = createQueueStateReader(redis, keys);
  return { redis, keys, prefix, database: db.databaseName, readState, ...openCollections(db), start };
}

async function untilListening(child: ChildProcess): Promise<StartedProcess> {
  let output = '';
  // And all it has written is here.
  const gone = once(child, 'close').then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (data) => {
      output += String(data);
      const [, found] = /listens on (http:\/\/[\d.:]+)/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.stderr?.on('data', (data) => (output += String(data)));
    child.on('exit', (code) => reject(new Error(`the process ended with code ${code}: ${output}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    gone,
    kill: async (signal) => {
      child.kill(signal);
      return signal === 'SIGKILL' || signal === 'SIGTERM' ? gone : undefined;
    },
  };
}

/** Posts a click to a process, over the network. */
export async function postTo(
  api: Pick<StartedProcess, 'url'>,
  key: string,
  userId = 'user-1',
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const authorization = `Bearer ${await signTestToken(userId)}`;
  const headers = { authorization, 'idempotency-key': key, ...more };
  const response = await fetchApi(`${api.url}/api/mining/click`, { method: 'POST', headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What an API answers when Redis has not answered it in time. */
const NOT_IN_TIME = '/docs/problems/admission-unavailable';

/**
 * Posts a click as clients do: with the same key again while Redis has not answered the API in time, which is so whenever the
 * machine stands still for half a second. What was not answered may have been accepted, and then a repetition is a replay.
 */
export async function postPatiently(...click: Parameters<typeof postTo>): Promise<Answer & { readonly isAccepted: boolean }> {
  for (let isRepeated = false; ; isRepeated = true) {
    const answer = await postTo(...click);
    if (answer.body['type'] !== NOT_IN_TIME) return { ...answer, isAccepted: answer.status === 202 || (isRepeated && answer.status === 200) };
    await pause(10);
  }
}

/** Reads an address of a process, over the network. */
export async function getFrom(api: StartedProcess, path: string, userId = 'user-1'): Promise<Answer> {
  const response = await fetchApi(`${api.url}${path}`, { headers: { authorization: `Bearer ${await signTestToken(userId)}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
