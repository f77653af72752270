import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ApiParts } from '../../src/http/app.js';
import { createTestApi, postClick, signTestToken } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { createProcessBench } from '../support/processes.js';

async function openApi(parts: Partial<ApiParts> = {}) {
  const api = createTestApi(await createPipeline(), parts);
  await api.listen({ port: 0, host: '127.0.0.1' });
  const { port } = api.server.address() as AddressInfo;
  return { api, port };
}

/** A connection, and what has come on it so far. */
async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.on('data', (data) => (received += data.toString()));
  await once(socket, 'connect');
  return { socket, received: () => received };
}

const untilClosed = (socket: Socket) => eventually(() => socket.destroyed || socket.readableEnded);
const LIVEZ = 'GET /livez HTTP/1.1\r\nHost: test\r\n\r\n';
const answersIn = (text: string): number => text.split('HTTP/1.1 ').length - 1;

describe('connections', () => {
  it('beyond the most are closed as they come, without an answer, and told of; the others go on', async () => {
    const onConnectionDropped = vi.fn<() => void>();
    const { port } = await openApi({ edge: { maxConnections: 3 }, onConnectionDropped });
    const held = [await openConnection(port), await openConnection(port), await openConnection(port)];
    const beyond = await openConnection(port);
    await untilClosed(beyond.socket);
    expect(beyond.received()).toBe('');
    expect(onConnectionDropped).toHaveBeenCalledTimes(1);
    for (const { socket } of held) socket.write(LIVEZ);
    for (const { received } of held) await eventually(() => received().startsWith('HTTP/1.1 200'));
    held[0]?.socket.destroy();
    await eventually(async () => {
      const next = await openConnection(port);
      next.socket.write(LIVEZ);
      await eventually(() => next.received() !== '' || next.socket.destroyed);
      return next.received().startsWith('HTTP/1.1 200');
    });
  });

  it('end with the answer to their last request, where there is a last one', async () => {
    const { port } = await openApi({ edge: { maxRequestsPerConnection: 2 } });
    const { socket, received } = await openConnection(port);
    socket.write(LIVEZ);
    await eventually(() => answersIn(received()) === 1);
    expect(received()).toMatch(/connection: keep-alive/i);
    socket.write(LIVEZ);
    await untilClosed(socket);
    expect(answersIn(received())).toBe(2);
    expect(received()).toMatch(/connection: close/i);
  });

  it('that wait for their next request are told for how long, and closed then', async () => {
    const { port } = await openApi({ edge: { keepAliveMs: 1000 } });
    const { socket, received } = await openConnection(port);
    socket.write(LIVEZ);
    await untilClosed(socket);
    expect(received()).toMatch(/keep-alive: timeout=1/i);
  });
});

describe('the address of a client', () => {
  const seenBy = async (trustedProxies: readonly string[], forwarded: string): Promise<string> => {
    const pipeline = await createPipeline();
    const admit = vi.spyOn(pipeline.admission, 'admit');
    const api = createTestApi(pipeline, { edge: { trustedProxies } });
    await api.listen({ port: 0, host: '127.0.0.1' });
    const { port } = api.server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${await signTestToken('user-1')}`, 'idempotency-key': 'key-00000001', 'x-forwarded-for': forwarded };
    expect((await fetch(`http://127.0.0.1:${port}/api/mining/click`, { method: 'POST', headers })).status).toBe(202);
    return admit.mock.calls[0]?.[0].ip ?? '';
  };

  it('is that of the connection, whatever X-Forwarded-For says, unless a proxy is trusted', async () => {
    expect(await seenBy([], '203.0.113.7')).toBe('127.0.0.1');
    expect(await seenBy(['10.0.0.0/8', '192.0.2.1'], '203.0.113.7')).toBe('127.0.0.1');
  });

  it('is what the last proxy that is not trusted said, not what the client made up', async () => {
    expect(await seenBy(['127.0.0.0/8'], '203.0.113.7')).toBe('203.0.113.7');
    expect(await seenBy(['127.0.0.0/8'], '198.51.100.1, 203.0.113.7')).toBe('203.0.113.7');
    expect(await seenBy(['127.0.0.0/8', '10.0.0.0/8'], '198.51.100.1, 203.0.113.7, 10.1.2.3')).toBe('203.0.113.7');
  });
});

describe('a process that has too much to do', () => {
  const OVERLOADED = { eventLoopMs: 0, heapBytes: 1, rssBytes: 0 };

  it('refuses requests of clients at once, says that nothing was done, and goes on to tell how it is', async () => {
    const onOverloaded = vi.fn<() => void>();
    const { api } = await openApi({ edge: { overload: OVERLOADED }, onOverloaded });
    await eventually(async () => (await api.inject('/api/mining/account')).statusCode === 503);
    const refused = await postClick(api, {});
    expect(refused).toMatchObject({ status: 503, body: { title: 'This server has too much to do', outcome: 'not-accepted' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(onOverloaded).toHaveBeenCalledTimes(2);
    for (const url of ['/livez', '/readyz', '/api/metrics']) expect((await api.inject(url)).statusCode, url).toBe(200);
  });

  it('by its event loop refuses while that is late, and no longer', async () => {
    const { api } = await openApi({ edge: { overload: { ...OVERLOADED, heapBytes: 0, eventLoopMs: 50 } } });
    await expect.poll(async () => (await postClick(api, {})).status, { timeout: 30_000, interval: 100 }).toBe(202);
    const statuses = new Set<number>();
    for (let turn = 0; turn < 60 && !statuses.has(503); turn += 1) {
      const end = performance.now() + 150;
      while (performance.now() < end);
      statuses.add((await postClick(api, {})).status);
    }
    expect(statuses).toContain(503);
    await expect.poll(async () => (await postClick(api, {})).status, { timeout: 30_000, interval: 100 }).toBe(200);
  });
});

describe('the settings of the edge', () => {
  it('hold for the process that runs, and its refusals are counted', async () => {
    const api = await createProcessBench().start('api', {
      MINING_OVERLOAD_RSS_MB: '1',
      MINING_CORS_ORIGINS: 'https://app.example.com',
      MINING_KEEP_ALIVE_SECONDS: '7',
      MINING_MAX_CONNECTIONS: '2',
    });
    const ask = () => fetch(`${api.url}/api/mining/click`, { method: 'POST', headers: { origin: 'https://app.example.com' } });
    const refused = await eventually(async () => {
      const answer = await ask();
      return answer.status === 503 && answer;
    });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(refused.headers.get('keep-alive')).toBe('timeout=7');
    const page = await (await fetch(`${api.url}/api/metrics`)).text();
    expect(page).toContain('mining_click_refusals_total{reason="overloaded"} 1');
    for (let count = 0; count < 4; count += 1) await openConnection(Number(new URL(api.url).port));
    await eventually(() => api.output().includes('there are as many as MINING_MAX_CONNECTIONS'));
  });
});

describe('every answer', () => {
  const expected = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };

  it.each([['POST', '/api/mining/click'], ['GET', '/api/mining/account'], ['GET', '/livez'], ['GET', '/nothing'], ['PUT', '/api/metrics'], ['GET', '/docs/runbooks/None']] as const)(
    'says what browsers and caches may do with it: %s %s',
    async (method, url) => {
      const { api } = await openApi();
      expect((await api.inject({ method, url })).headers).toMatchObject(expected);
    },
  );

  it('says so when it goes out on a bare socket', async () => {
    const { port } = await openApi();
    const { socket, received } = await openConnection(port);
    socket.write('nonsense\r\n\r\n');
    await untilClosed(socket);
    for (const [header, value] of Object.entries(expected)) expect(received()).toContain(`${header}: ${value}`);
  });
});
