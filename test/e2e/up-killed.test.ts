import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { alivePids, expectNoneLeft, makeHome, stackOf, startByNpm, startUp, untilUp } from '../support/up.js';

/** After a kill -9 the stack that was is known as gone at the latest with the last of its processes, each of which a busy machine may end late. */
const GONE_WITHIN = { timeout: 30_000, interval: 50 };

describe('kill -9 leaves nothing behind', () => {
  it('of up itself; the next start finds the data', async () => {
    const home = await makeHome();
    const up = startUp(home);
    const stack = await untilUp(home, up);
    const redis = new Redis(stack.redisUrl);
    onTestFinished(() => redis.disconnect());
    redis.on('error', () => undefined);
    await redis.set('written', 'just before');
    up.kill('SIGKILL');
    await expectNoneLeft(home);
    await vi.waitUntil(() => stackOf(home) === undefined, GONE_WITHIN);

    const next = startUp(home);
    await untilUp(home, next);
    expect(await redis.get('written')).toBe('just before');
    next.kill('SIGINT');
    expect(await next.ended).toBe(0);
  });

  it('of npm, with everything that it started', async () => {
    const home = await makeHome();
    const npm = startByNpm(home);
    const stack = await untilUp(home, npm);
    expect(alivePids(stack)).toHaveLength(6);
    npm.kill('SIGKILL');
    await expectNoneLeft(home);
    await vi.waitUntil(() => stackOf(home) === undefined, GONE_WITHIN);
  });

  it('of up while it is still starting', async () => {
    const home = await makeHome();
    const up = startUp(home);
    await vi.waitUntil(() => up.output().includes('redis runs'), 60_000);
    up.kill('SIGKILL');
    await expectNoneLeft(home);
  });
});

it('Ctrl-C in the middle of the start stops what has been started', async () => {
  const home = await makeHome();
  const up = startUp(home);
  await vi.waitUntil(() => up.output().includes('redis runs'), 60_000);
  up.kill('SIGINT');
  expect(await up.ended).toBe(0);
  await expectNoneLeft(home);
  expect(up.output()).toMatch(/Stopped\n$/);
});

it('every process that dies is started again in its place', async () => {
  const home = await makeHome();
  const up = startUp(home);
  const before = await untilUp(home, up);
  for (const name of ['redis', 'mongod', 'api', 'worker', 'prometheus', 'alertmanager'] as const) {
    const old = stackOf(home)?.pids[name] ?? 0;
    process.kill(old, 'SIGKILL');
    await vi.waitUntil(() => (stackOf(home)?.pids[name] ?? old) !== old, { timeout: 40_000, interval: 50 });
    // The file is written before the line.
    await vi.waitUntil(() => up.output().includes(`${name} runs again`), { timeout: 40_000, interval: 50 });
    expect(up.output()).toMatch(new RegExp(`${name} is down \\(killed by SIGKILL`));
  }
  const after = stackOf(home);
  expect({ ...after, pids: {} }).toEqual({ ...before, pids: {} });
  await expect.poll(async () => (await fetch(`${before.api}/readyz`)).status, { timeout: 60_000 }).toBe(200);
  up.kill('SIGTERM');
  expect(await up.ended).toBe(0);
  await expectNoneLeft(home);
});
