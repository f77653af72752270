import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeHome, startUp, untilUp } from '../support/up.js';

/** Names of the jobs that Prometheus can read now. */
async function readableJobs(prometheus: string): Promise<string[]> {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent('up == 1')}`);
  const { data } = (await answer.json()) as { data: { result: { metric: { job: string } }[] } };
  return data.result.map(({ metric }) => metric.job).sort();
}

const ALL_JOBS = ['alertmanager', 'mining-click-api', 'mining-click-worker', 'prometheus'];

it.each([
  ['ask for a token', { MINING_METRICS_ACCESS: 'token' }],
  ['ask for a token on a listener of their own', { MINING_METRICS_ACCESS: 'token', MINING_OPERATIONS_PORT: '0' }],
])('the Prometheus of up reads metrics that %s', async (_name, settings) => {
  const home = await makeHome(settings);
  const up = startUp(home);
  const { prometheus = '', metrics, api } = await untilUp(home, up);
  await expect.poll(() => readableJobs(prometheus), { timeout: 30_000 }).toEqual(ALL_JOBS);
  for (const url of metrics) expect((await fetch(url)).status, url).toBe(401);
  expect((await fetch(`${api}/api/metrics`)).status).toBe('MINING_OPERATIONS_PORT' in settings ? 404 : 401);
  const file = join(home.folder, 'var/metrics-token');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(up.output()).not.toContain(readFileSync(file, 'utf8'));
  up.kill('SIGINT');
  expect(await up.ended).toBe(0);
});
