import { describe, expect, it } from 'vitest';
import { createBaseApp, type ApiParts } from '../../src/http/app.js';
import { SCOPES } from '../../src/http/plugins/require-scopes.js';
import { createTestApi, signTestToken } from '../support/api.js';
import { noteRoutes } from '../support/declared-routes.js';
import { createPipeline } from '../support/pipeline.js';

/** The API with what it may ask tokens for, and every route of it. */
async function openApi(parts: Partial<ApiParts> = {}) {
  const { telemetry, routes } = noteRoutes();
  const rejections: string[] = [];
  const api = createTestApi(await createPipeline(), { telemetry, metricsAccess: 'token', onTokenRejected: (reason) => void rejections.push(reason), ...parts });
  await api.ready();
  const ask = async (method: string, url: string, token: string | undefined): Promise<number> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await api.inject({ method: method as 'GET', url: url.replace(/:\w+/g, 'x'), headers });
    return response.statusCode;
  };
  return { api, routes, rejections, ask };
}

const isLetIn = (status: number): boolean => status !== 401 && status !== 403;

describe('every route', () => {
  it('declares who it is for', async () => {
    const { routes } = await openApi();
    expect(routes.length).toBeGreaterThan(6);
    for (const { method, url, scope } of routes) expect([...SCOPES, 'none'], `${method} ${url}`).toContain(scope);
  });

  it('answers each kind of token as its scope says: none, every scope alone, all together, expired', async () => {
    const { routes, ask } = await openApi();
    const tokens = new Map<string, string | undefined>([
      ['none', undefined],
      ['expired', await signTestToken('user-1', SCOPES.join(' '), -60)],
      ['all', await signTestToken('user-1', SCOPES.join(' '))],
      ['nothing', await signTestToken('user-1', '')],
      ['almost', await signTestToken('user-1', SCOPES.map((scope) => `${scope}s`).join(' '))],
    ]);
    for (const scope of SCOPES) tokens.set(scope, await signTestToken('user-1', scope));
    for (const { method, url, scope } of routes) {
      for (const [kind, token] of tokens) {
        const status = await ask(method, url, token);
        const expected = scope === 'none' || kind === 'all' || kind === scope ? 'let in' : kind === 'none' || kind === 'expired' ? 401 : 403;
        expect(expected === 'let in' ? isLetIn(status) : status, `${method} ${url} with ${kind}: ${status}`).toBe(expected === 'let in' ? true : expected);
      }
    }
  });

  it('tells why it refuses to whoever counts, and to nobody else', async () => {
    const { api, rejections, ask } = await openApi();
    await ask('GET', '/api/mining/account', undefined);
    await ask('GET', '/api/mining/account', await signTestToken('user-1', 'metrics'));
    const refuse = async (token: string) => {
      const { payload, headers } = await api.inject({ url: '/api/mining/account', headers: { authorization: `Bearer ${token}` } });
      return [payload, headers['www-authenticate']];
    };
    const expired = await refuse(await signTestToken('user-1', 'click', -60));
    const forged = await refuse(await signTestToken('user-1', 'click', 60, 'another secret that is long enough too'));
    expect(expired).toEqual(forged);
    expect(rejections).toEqual(['missing', 'scope', 'expired', 'signature']);
  });
});

describe('a route that declares no scope, or one that nothing can check', () => {
  it('keeps the process from starting', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    expect(() => api.get('/forgotten', () => 'everybody')).toThrow('GET /forgotten declares no scope');
    const app = createBaseApp({
      telemetry: (_app, _options, done) => done(),
      render: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
      health: { whyNotReady: () => Promise.resolve(undefined) },
      reportFault: () => undefined,
      metricsAccess: 'token',
    });
    await expect(app.ready()).rejects.toThrow('GET /api/metrics needs tokens');
  });
});

describe('metrics', () => {
  it('are for everybody, for tokens with their scope, or not there', async () => {
    const statusOf = async (metricsAccess: ApiParts['metricsAccess'], scope?: string) => {
      const { ask } = await openApi({ ...(metricsAccess && { metricsAccess }) });
      return ask('GET', '/api/metrics', scope && (await signTestToken('prometheus', scope)));
    };
    expect(await statusOf('open')).toBe(200);
    expect(await statusOf('token')).toBe(401);
    expect(await statusOf('token', 'click')).toBe(403);
    expect(await statusOf('token', 'metrics')).toBe(200);
    expect(await statusOf('elsewhere', 'metrics')).toBe(404);
  });
});
