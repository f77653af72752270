import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import { createTestApi, postClick, signTestToken } from '../support/api.js';
import { parseExposition } from '../support/exposition.js';
import { createPipeline } from '../support/pipeline.js';

const APP = 'https://app.example.com';
const OTHER = 'https://app.example.com.evil.test';

async function openApi(corsOrigins: readonly string[] = [APP, 'http://127.0.0.1:3000']) {
  const metrics = createMetrics('api');
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const { plugin: telemetry } = createHttpTelemetry(metrics, quiet);
  const api = createTestApi(await createPipeline(), { edge: { corsOrigins }, telemetry });
  return { api, sample: async (name: string) => parseExposition((await metrics.render()).body).samples.get(name) };
}

const preflight = (api: FastifyInstance, origin: string, url = '/api/mining/click') =>
  api.inject({
    method: 'OPTIONS',
    url,
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type,idempotency-key,traceparent' },
  });

describe('a page of an origin that is listed', () => {
  it('may send what a click needs, and is told so without a token; no click is counted', async () => {
    const { api, sample } = await openApi();
    const { statusCode, headers } = await preflight(api, APP);
    expect(statusCode).toBe(204);
    expect(headers['access-control-allow-origin']).toBe(APP);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(String(headers['access-control-allow-methods']).split(', ')).toEqual(['GET', 'POST']);
    expect(String(headers['access-control-allow-headers']).toLowerCase().split(', ').sort()).toEqual(['authorization', 'content-type', 'idempotency-key', 'traceparent']);
    expect(headers['vary']).toContain('Origin');
    expect(Number(headers['access-control-max-age'])).toBeGreaterThan(0);
    for (const status of ['200', '202', '400', '401']) expect(await sample(`mining_click_requests_total{status="${status}"}`)).toBe(0);
    expect(await sample('http_request_duration_seconds_count{route="unmatched",endpoint="unmatched",method="OPTIONS",status="204"}')).toBe(1);
  });

  it('may read every header of an answer that clients need, of refusals too', async () => {
    const { api } = await openApi();
    const accepted = await postClick(api, { headers: { origin: APP } });
    expect(accepted).toMatchObject({ status: 202, headers: { 'access-control-allow-origin': APP } });
    expect(String(accepted.headers['access-control-expose-headers']).split(', ').sort()).toEqual(
      ['Idempotency-Replayed', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Queue-Depth'],
    );
    const refused = await api.inject({ method: 'POST', url: '/api/mining/click', headers: { origin: APP } });
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, APP]);
  });
});

describe('any other page', () => {
  it.each([OTHER, 'http://app.example.com', 'https://app.example.com:8443', 'null', '*'])('of %s is told nothing', async (origin) => {
    const { api } = await openApi();
    const refused = await preflight(api, origin);
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([405, undefined]);
    expect((await postClick(api, { headers: { origin } })).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is told nothing when no origin is listed, which is the default', async () => {
    const { api } = await openApi([]);
    const refused = await preflight(api, APP);
    expect([refused.statusCode, refused.headers.allow, refused.headers['access-control-allow-origin']]).toEqual([405, 'POST', undefined]);
    expect(refused.headers['content-type']).toContain('application/problem+json');
  });
});

describe('OPTIONS that is no preflight', () => {
  it('is answered as without browsers: 405 for a known address, 404 for another', async () => {
    const { api } = await openApi();
    const ask = async (url: string) => (await api.inject({ method: 'OPTIONS', url, headers: { authorization: `Bearer ${await signTestToken('user-1')}` } })).statusCode;
    expect(await ask('/api/mining/click')).toBe(405);
    expect(await ask('/nothing')).toBe(404);
  });
});
