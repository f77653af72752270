import { describe, expect, it } from 'vitest';
import { fetchTokenKeys } from '../../src/cli/fetch-token-keys.js';
import { openIssuer, openServer } from '../support/issuer.js';
import { signTestToken } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createProcessBench } from '../support/processes.js';

describe('an API whose tokens are signed by an issuer', () => {
  it('is ready when it has the keys; before, it says of no token that it is bad', async () => {
    const issuer = await openIssuer();
    issuer.setAway(true);
    const api = await createProcessBench().start('api', { MINING_TOKEN_SECRET: '', MINING_TOKEN_JWKS_URL: issuer.keysUrl });
    const click = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'key-00000001' };
      const response = await fetch(`${api.url}/api/mining/click`, { method: 'POST', headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown>, retryAfter: response.headers.get('retry-after') };
    };
    const ready = await fetch(`${api.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { reason: expect.stringMatching(/keys .* have not been fetched/) as string }]);
    expect((await fetch(`${api.url}/livez`)).status).toBe(200);
    expect(await click(await issuer.sign('user-1'))).toMatchObject({ status: 503, body: { title: 'Tokens cannot be checked now', outcome: 'not-accepted' }, retryAfter: expect.stringMatching(/^[123]$/) as string });

    issuer.setAway(false);
    await eventually(async () => (await fetch(`${api.url}/readyz`)).status === 200);
    expect((await click(await issuer.sign('user-1'))).status).toBe(202);
    expect((await click(await signTestToken('user-1'))).status).toBe(401);

    issuer.setAway(true);
    expect((await click(await issuer.sign('user-2'))).status).toBe(202);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
    const page = await (await fetch(`${api.url}/api/metrics`)).text();
    expect(page).toContain('mining_token_rejections_total{reason="keys-unavailable"} 1');
    expect(page).toContain('mining_token_rejections_total{reason="algorithm"} 1');
  });
});

describe('fetching keys', () => {
  it.each([
    ['is a redirection', 302, ''],
    ['is refused', 500, '{}'],
    ['is no JSON', 200, '<html>'],
    ['is too large', 200, `{"keys":["${'x'.repeat(70_000)}"]}`],
  ])('fails when the answer %s', async (_name, status, body) => {
    const asked: string[] = [];
    const url = await openServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, { location: '/elsewhere' }).end(body);
    });
    await expect(fetchTokenKeys(`${url}/keys`)).rejects.toThrow();
    expect(asked).toEqual(['/keys']);
  });

  it('gives up on an issuer that does not answer', async () => {
    const url = await openServer(() => undefined);
    await expect(fetchTokenKeys(url)).rejects.toThrow(/timeout/i);
  });
});
