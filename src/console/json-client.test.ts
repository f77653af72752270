import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createJsonClient } from './json-client.js';

/** A server of one's own, and a client of it with eight connections, that takes a thousand bytes. */
async function createWorld(answer: RequestListener, { user = '', withinMs = 10_000 } = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dispatcher = new Pool(`http://${host}`, { connections: 8, maxResponseSize: 1000 });
  onTestFinished(async () => {
    await dispatcher.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { host, ask: createJsonClient({ name: 'Prometheus', url: `http://${user}${host}/prefix/`, dispatcher, withinMs }) };
}

describe('a client of Prometheus', () => {
  it('sends a form below its address, and its user in a header', async () => {
    const seen: unknown[] = [];
    const { ask } = await createWorld((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization, request.headers['content-type']]);
      response.end('{"a":1}');
    }, { user: 'anna:p%40ss@' });
    expect(await ask({ path: '/api', method: 'POST', form: { query: 'up' } })).toEqual({ kind: 'json', status: 200, body: { a: 1 } });
    expect(seen).toEqual([['POST', '/prefix/api', `Basic ${Buffer.from('anna:p@ss').toString('base64')}`, 'application/x-www-form-urlencoded']]);
  });

  it('does not follow a redirection', async () => {
    const asked: (string | undefined)[] = [];
    const { ask } = await createWorld((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await ask({ path: '/api' })).toEqual({ kind: 'json', status: 302, body: undefined });
    expect(asked).toEqual(['/prefix/api']);
  });

  it.each([
    ['is silent', 400, () => undefined, 'there was no whole answer within 0.4 s'],
    ['begins and does not end', 400, (response: Parameters<RequestListener>[1]) => void response.write('{'), 'there was no whole answer within 0.4 s'],
    ['says too much', 10_000, (response: Parameters<RequestListener>[1]) => void response.end('x'.repeat(2000)), 'its answer is too large; ask for a shorter time or fewer series'],
  ])('says of a server that %s that it does not answer, and shows no password', async (_name, withinMs, answer, why) => {
    const { ask, host } = await createWorld((_request, response) => answer(response), { user: 'anna:secret@', withinMs });
    expect(await ask({ path: '/api' })).toEqual({ kind: 'prometheus-unavailable', why: `Prometheus does not answer at http://${host}/prefix: ${why}` });
  });

  it('asks eight times at once, and the rest in turn', async () => {
    let open = 0;
    let most = 0;
    const { ask } = await createWorld((_request, response) => {
      most = Math.max(most, ++open);
      setImmediate(() => (open--, response.end('{}')));
    });
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ path: '/api' })));
    expect(answers.every(({ kind }) => kind === 'json')).toBe(true);
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });
});
