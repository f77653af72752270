import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startPrivateRedis } from '../support/servers.js';
import { expectNoneLeft, makeHome, startUp, untilUp } from '../support/up.js';

/** The servers of the test run in place of servers of its own. */
function givenServers() {
  return { REDIS_URL: inject('redisUrl'), MONGODB_URL: inject('mongodbUrl'), PROMETHEUS_URL: 'http://127.0.0.1:9' };
}

describe('up', () => {
  it('uses the servers that it is given', async () => {
    const given = givenServers();
    const home = await makeHome({ ...given, MINING_MONGODB_DATABASE: 'up_refusals', MINING_REDIS_PREFIX: '{up-refusals}' });
    const up = startUp(home);
    const stack = await untilUp(home, up);
    expect(Object.keys(stack.pids).sort()).toEqual(['api', 'worker']);
    expect(stack).toMatchObject({ redisUrl: given.REDIS_URL, mongodbUrl: given.MONGODB_URL, prometheus: given.PROMETHEUS_URL });
    expect(stack).not.toHaveProperty('alertmanager');
    up.kill('SIGINT');
    expect(await up.ended).toBe(0);
    await expectNoneLeft(home);
  });

  it('does not run twice on the same data', async () => {
    const home = await makeHome(givenServers());
    const up = startUp(home);
    await untilUp(home, up);
    const second = startUp(home);
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(new RegExp(`^mining-clicks: A stack is running already .*pid ${up.pid}.*\n$`));
    await untilUp(home, up);
    up.kill('SIGINT');
    expect(await up.ended).toBe(0);
  });

  it('says which port is taken and by whom', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const home = await makeHome({ MINING_WORKER_PORT: String(port) });
    const up = startUp(home);
    expect(await up.ended).toBe(1);
    expect(up.output()).toMatch(
      new RegExp(`^mining-clicks: Port ${port} for worker is taken by pid ${process.pid} \\(.*\\): .*MINING_WORKER_PORT.*\n$`),
    );
    await expectNoneLeft(home);
  });

  it('starts nothing with a setting that is wrong', async () => {
    const home = await makeHome({ MINING_QUEUE_MAX_DEPTH: 'many' });
    const up = startUp(home);
    expect(await up.ended).toBe(1);
    expect(up.output()).toMatch(/^mining-clicks: MINING_QUEUE_MAX_DEPTH is "many".*\n$/);
  });

  it('takes its own secret in production for what it is, and no key set of an issuer', async () => {
    const inProduction = startUp(await makeHome({ NODE_ENV: 'production' }));
    expect(await inProduction.ended).toBe(1);
    expect(inProduction.output()).toMatch(/^mining-clicks: MINING_TOKEN_SECRET is not secret: it was made for development; .*NODE_ENV is production\)\n$/);
    const withIssuer = startUp(await makeHome({ MINING_TOKEN_JWKS_URL: 'http://127.0.0.1:9/keys' }));
    expect(await withIssuer.ended).toBe(1);
    expect(withIssuer.output()).toMatch(/^mining-clicks: MINING_TOKEN_JWKS_URL is set: up signs tokens itself.*\n$/);
  });

  it('promises no replica of the Redis that it runs', async () => {
    const up = startUp(await makeHome({ MINING_DURABILITY: 'replicated' }));
    expect(await up.ended).toBe(1);
    expect(up.output()).toMatch(/^mining-clicks: MINING_DURABILITY is replicated: the Redis that up runs has no replica; set REDIS_URL.*\n$/);
  });

  it('stops everything when one process cannot start, and says why', async () => {
    const evicting = await startPrivateRedis({ settings: { 'maxmemory-policy': 'allkeys-lru' } });
    const home = await makeHome({ REDIS_URL: evicting.url });
    const up = startUp(home);
    expect(await up.ended).toBe(1);
    expect(up.output()).toMatch(/Stopped\nmining-clicks: (api|worker) ended at its start \(exit code 1\): .*noeviction.*\n$/s);
    expect(up.output()).not.toMatch(/^\s+at /m);
    await expectNoneLeft(home);
  });
});
