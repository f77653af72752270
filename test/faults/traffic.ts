import { randomUUID } from 'node:crypto';
import { signTokens } from '../../src/cli/sign-tokens.js';
import type { UpSettings } from '../../src/cli/up/settings.js';

export type Traffic = { stop(): Promise<void> };
/** Where clicks are sent, and how their tokens are signed. */
export type TrafficTarget = Pick<UpSettings, 'tokens'> & { readonly api: Pick<UpSettings['api'], 'url'> };

const EVERY_MS = 50;

/** Clicks at a steady rate, of these users in turn, whatever they are answered, until it is stopped. */
export async function startTraffic({ api, tokens }: TrafficTarget, users: readonly string[], perSecond: number): Promise<Traffic> {
  const tokenOf = await signTokens(users, { ...tokens, lifeSeconds: 3600 });
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const send = async (user: string): Promise<void> => {
    const headers = { authorization: `Bearer ${tokenOf(user)}`, 'idempotency-key': randomUUID() };
    const answer = await fetch(`${api.url}/api/mining/click`, { method: 'POST', headers, signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
  };
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent += 1) {
      const click = send(users[sent % users.length] ?? '').catch(() => undefined);
      underWay.add(click);
      void click.then(() => underWay.delete(click));
    }
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

/** Names of `count` users. */
export function users(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
