import { describe, expect, inject, it } from 'vitest';
import { signTestToken, TEST_TOKENS } from '../support/api.js';
import { openQueue } from '../support/bullmq-versions.js';
import { startExporter } from '../support/exporter.js';
import { eventually, openRedisNamespace } from '../support/namespace.js';
import { createProcessBench } from '../support/processes.js';

const TOKEN = { MINING_METRICS_ACCESS: 'token' };

/** What an address answers to nobody, and to tokens with one scope. */
async function answersOf(url: string) {
  const ask = async (scope?: string) => {
    const headers = scope === undefined ? {} : { authorization: `Bearer ${await signTestToken('prometheus', scope)}` };
    return (await fetch(url, { headers })).status;
  };
  return [await ask(), await ask('click'), await ask('metrics')];
}

describe('metrics that ask for a token', () => {
  it.each(['api', 'worker'] as const)('of the %s are for its scope; whether it is alive and ready is for everybody', async (name) => {
    const process = await createProcessBench().start(name, TOKEN);
    expect(await answersOf(`${process.url}/api/metrics`)).toEqual([401, 403, 200]);
    expect(await answersOf(`${process.url}/livez`)).toEqual([200, 200, 200]);
    await eventually(async () => (await fetch(`${process.url}/readyz`)).status === 200);
  });

  it('of the exporter are too, at both of its addresses', async () => {
    const { prefix } = openRedisNamespace();
    await openQueue(6, 'orders', { prefix }).add('job', {});
    const exporter = await startExporter(['--redis-url', inject('redisUrl'), '--queue', `${prefix}:orders`], {
      ...TOKEN,
      MINING_TOKEN_SECRET: TEST_TOKENS.secret,
      MINING_TOKEN_ISSUER: TEST_TOKENS.issuer,
      MINING_TOKEN_AUDIENCE: TEST_TOKENS.audience,
    });
    expect(await answersOf(`${exporter.url}/metrics`)).toEqual([401, 403, 200]);
    expect(await answersOf(`${exporter.url}/api/metrics`)).toEqual([401, 403, 200]);
    expect((await exporter.ready()).status).toBe(200);
  });
});

describe("the API's listener for operations", () => {
  it('has the metrics, which the other one has not, and says whether the process is alive and ready', async () => {
    const api = await createProcessBench().start('api', { MINING_OPERATIONS_PORT: '0' });
    const operations = await eventually(() => /api for operations listens on (http:\/\/[\d.]+:\d+)/.exec(api.output())?.[1]);
    expect(operations).not.toBe(api.url);
    expect(await answersOf(`${api.url}/api/metrics`)).toEqual([404, 404, 404]);
    expect(await answersOf(`${operations}/api/metrics`)).toEqual([200, 200, 200]);
    for (const url of [api.url, operations]) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${operations}/api/mining/account`)).status).toBe(404);
    const page = await (await fetch(`${operations}/api/metrics`)).text();
    expect(page).toContain('endpoint="/readyz",method="GET",status="200"');
    expect(await api.kill('SIGTERM')).toBe(0);
  });
});
