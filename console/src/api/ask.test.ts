import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { readSession, signIn, signOut } from './token.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  signOut();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const problem = (status: number, name: string) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ type: `/docs/problems/${name}`, title: 'Why', status, detail: 'What to do.' }));

describe('ask', () => {
  it('sends the token and a JSON body, and gives what came: JSON as it is, other text as text', async () => {
    const base = await serve((request, response) => {
      const isText = request.url === '/text';
      request.on('data', () => undefined).on('end', () => response.writeHead(200, { 'content-type': isText ? 'text/markdown' : 'application/json' }).end(isText ? '# A title' : JSON.stringify([request.method, request.headers.authorization, request.headers['content-type']])));
    });
    signIn('good');
    expect(await ask(`${base}/x`, { method: 'POST', body: {} })).toEqual({ ok: true, value: ['POST', 'Bearer good', 'application/json'] });
    expect(await ask(`${base}/text`)).toEqual({ ok: true, value: '# A title' });
  });

  it('signs out, with a sentence, when the API does not take the token, and only then', async () => {
    signIn('good');
    await ask(await serve(problem(503, 'ledger-unavailable')));
    expect(readSession().token).toBe('good');
    const answer = await ask(await serve(problem(401, 'invalid-token')));
    expect(answer).toMatchObject({ ok: false, problem: { name: 'invalid-token', detail: 'What to do.' } });
    expect(readSession()).toMatchObject({ token: undefined, ended: expect.stringContaining('no longer good') as string });
  });

  it('does not sign out whoever signed in while the former token was being refused', async () => {
    signIn('old');
    const base = await serve((request, response) => {
      signIn('new');
      problem(401, 'invalid-token')(request, response);
    });
    await ask(base);
    expect(readSession().token).toBe('new');
  });

  it('tells no answer, an answer of somebody else, and one that nobody waits for from each other', async () => {
    const base = await serve((_request, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect(await ask(base)).toMatchObject({ ok: false, problem: { name: 'unreadable', status: 502 } });
    expect(await ask('http://127.0.0.1:9')).toMatchObject({ ok: false, problem: { name: 'unreachable' } });
    const silent = await serve(() => undefined);
    const abort = new AbortController();
    const answer = ask(silent, { signal: abort.signal });
    abort.abort();
    expect(await answer).toMatchObject({ ok: false, problem: { name: 'aborted' } });
  });
});
