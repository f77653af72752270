import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { hasLoopbackBlock, isLoopback, loopbackAddress } from './load/addresses.js';
import { createSimulatedClients, type SimulatedClients } from './load/clients.js';
import { signTokens } from './sign-tokens.js';

export type DemoTarget = {
  readonly api: { readonly url: string };
  readonly tokens: { readonly secret: string; readonly issuer: string; readonly audience: string };
};

export type DemoTraffic = { stop(): Promise<void> };

const USERS = 40;
const TOKEN_DAYS = 30;
const TIMEOUT_MS = 5_000;

/** A day of clicks in ten minutes, begun in the morning: more and more until the evening, few at night. */
const DAY_SECONDS = 600;
const LEAST_PER_SECOND = 0.5;
const MOST_PER_SECOND = 5;

const REPEAT_SHARE = 0.05;
const REMEMBERED = 20;

/** Now and then somebody leans on the button: more clicks at once than one user may send. */
const BURST_EVERY_SECONDS = 200;
const BURST_CLICKS = 20;

/** How many clicks a second the people of the demo send, `seconds` after its start. */
export function demoRate(seconds: number): number {
  const wave = (1 + Math.sin((2 * Math.PI * seconds) / DAY_SECONDS)) / 2;
  return LEAST_PER_SECOND + (MOST_PER_SECOND - LEAST_PER_SECOND) * wave;
}

/** Sends gentle traffic until it is stopped, each user from a loopback address of its own where the system has them. */
export async function startDemoTraffic({ api, tokens }: DemoTarget, say: (line: string) => void): Promise<DemoTraffic> {
  const users = Array.from({ length: USERS }, (_, index) => `demo-${index + 1}`);
  const tokenOf = await signTokens(users, { ...tokens, lifeSeconds: TOKEN_DAYS * 86_400 });
  const url = new URL(api.url);
  const distinct = isLoopback(url) && (await hasLoopbackBlock());
  const clients = createSimulatedClients({
    url,
    clients: USERS,
    timeoutMs: TIMEOUT_MS,
    ...(distinct && { addressOf: loopbackAddress }),
  });
  const send = (user: number, key: string) => clients.post(user, tokenOf(users[user] ?? ''), { idempotencyKey: key });
  say(`Demo traffic: ${USERS} users, ${LEAST_PER_SECOND} to ${MOST_PER_SECOND} clicks/s, a day every ${DAY_SECONDS / 60} minutes`);
  return keepSending(send, clients);
}

type Send = (user: number, key: string) => Promise<unknown>;

function keepSending(send: Send, clients: SimulatedClients): DemoTraffic {
  const stopping = new AbortController();
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const everyday = sendEveryday(send, pause, stopping.signal);
  const bursts = sendBursts(send, pause, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([everyday, bursts]);
      await clients.close();
    },
  };
}

type Pause = (ms: number) => Promise<void>;

async function sendEveryday(send: Send, pause: Pause, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const recent: { user: number; key: string }[] = [];
  while (!signal.aborted) {
    const rate = demoRate((performance.now() - startedAt) / 1000);
    // People do not take turns: the pauses between their clicks are spread exponentially.
    await pause((-Math.log(1 - Math.random()) / rate) * 1000);
    if (signal.aborted) return;
    const repeated = Math.random() < REPEAT_SHARE ? recent[randomBelow(recent.length)] : undefined;
    const click = repeated ?? { user: randomBelow(USERS), key: randomUUID() };
    if (repeated === undefined) recent.splice(0, Math.max(0, recent.push(click) - REMEMBERED));
    void send(click.user, click.key);
  }
}

async function sendBursts(send: Send, pause: Pause, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(BURST_EVERY_SECONDS * 1000);
    if (signal.aborted) return;
    const user = randomBelow(USERS);
    await Promise.all(Array.from({ length: BURST_CLICKS }, () => send(user, randomUUID())));
  }
}

function randomBelow(count: number): number {
  return Math.floor(Math.random() * count);
}
