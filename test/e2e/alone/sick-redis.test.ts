import { join } from 'node:path';
import { once } from 'node:events';
import { expect, inject, it } from 'vitest';
import { createClickId } from '../../../src/click/click-id.js';
import { TEST_TOKENS } from '../../support/api.js';
import { runCommand, startCommand } from '../../support/command.js';
import { eventually, openTestRedis } from '../../support/namespace.js';
import { createProcessBench, postPatiently, postTo, type StartedProcess } from '../../support/processes.js';
import { makeTemporaryFolder, startPrivateRedis, startTcpProxy } from '../../support/servers.js';
import { SICKNESSES, type SickRedis, type Sickness } from '../../support/sicknesses.js';

const DEADLINE_MS = 500;
const STEP_MS = 10;
const statusOf = async (api: StartedProcess, path: string) => (await fetch(api.url + path)).status;

/** How long work takes, in steps of a timer that runs beside it: on a busy machine both are late, and one that stands still takes one step. */
async function inDeadlines<T>(work: Promise<T>): Promise<{ result: T; deadlines: number }> {
  let livedMs = 0;
  const timer = setInterval(() => (livedMs += STEP_MS), STEP_MS);
  const result = await work.finally(() => clearInterval(timer));
  return { result, deadlines: livedMs / DEADLINE_MS };
}

/** Makes Redis sick and heals it; gives the keys that were told "unknown", and those that were told "not accepted". */
async function goThrough({ name, make, heal, outcome, isReady }: Sickness, sick: SickRedis, api: StartedProcess) {
  const keys = { unknown: new Set<string>(), 'not-accepted': new Set<string>() };
  await make(sick);
  let tries = 0;
  await eventually(async () => {
    const key = `sick-${name.replaceAll(' ', '-')}-${(tries += 1)}`;
    const { result, deadlines } = await inDeadlines(postTo(api, key));
    if (result.status === 202) return outcome === 'accepted';
    expect(result, name).toMatchObject({ status: 503, body: { outcome: expect.stringMatching(/^(unknown|not-accepted)$/) as string } });
    expect(deadlines, name).toBeLessThan(2);
    const told = result.body['outcome'] as 'unknown' | 'not-accepted';
    keys[told].add(key);
    return told === outcome;
  });
  expect(await statusOf(api, '/livez'), name).toBe(200);
  await eventually(async () => ((await statusOf(api, '/readyz')) === 200) === isReady);
  await heal(sick);
  await eventually(async () => (await statusOf(api, '/readyz')) === 200);
  const accepted = await eventually(async () => {
    const answer = await postTo(api, `well-after-${name.replaceAll(' ', '-')}`);
    return answer.status !== 503 && answer;
  });
  expect(accepted.status, name).toBeLessThan(300);
  return keys;
}

it('a Redis that is sick in every way: each answer is in time and true, and when it is well, so is the API', { timeout: 150_000 }, async () => {
  const bench = createProcessBench();
  const redis = await startPrivateRedis();
  const proxy = await startTcpProxy(redis.port);
  const admin = openTestRedis(redis.url);
  const configure = (setting: string, value: string) => admin.config('SET', setting, value);
  const sick = { proxy, kill: redis.kill, restart: redis.restart, configure };
  const api = await bench.start('api', { REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  await bench.start('worker', { REDIS_URL: redis.url });
  const cwd = await makeTemporaryFolder('sick-redis');
  const env = {
    REDIS_URL: redis.url,
    MONGODB_URL: inject('mongodbUrl'),
    MINING_MONGODB_DATABASE: bench.database,
    MINING_REDIS_PREFIX: bench.prefix,
    MINING_TOKEN_SECRET: TEST_TOKENS.secret,
    MINING_TOKEN_ISSUER: TEST_TOKENS.issuer,
    MINING_TOKEN_AUDIENCE: TEST_TOKENS.audience,
  };
  const journal = join(cwd, 'journal.ndjson');
  const load = startCommand(['load', '--url', api.url, '--rate', '50', '--duration', '10m', '--users', '50', '--retry', '--retry-for', '60s', '--journal', journal], { cwd, env });
  expect(await postPatiently(api, 'before-all-else')).toMatchObject({ isAccepted: true });

  const unknown: string[] = [];
  const notAccepted: string[] = [];
  for (const sickness of SICKNESSES) {
    const keys = await goThrough(sickness, sick, api);
    unknown.push(...keys.unknown);
    notAccepted.push(...keys['not-accepted']);
  }
  load.kill('SIGINT');
  await once(load, 'exit');

  // A key that was told "unknown" and is repeated is credited once, whether it had been accepted or not.
  const again = await Promise.all(unknown.map((key) => postPatiently(api, key)));
  expect(again.every(({ status }) => status === 202 || status === 200)).toBe(true);
  expect(unknown.length).toBeGreaterThan(3);
  const idOf = (key: string) => createClickId('user-1', key);
  await eventually(async () => (await bench.clicks.countDocuments({ _id: { $in: unknown.map(idOf) }, status: 'credited' })) === unknown.length);
  // "Not accepted" was true.
  expect(notAccepted.length).toBeGreaterThan(2);
  expect(await bench.clicks.countDocuments({ _id: { $in: notAccepted.map(idOf) } })).toBe(0);

  const audit = await runCommand(['audit', '--journal', journal, '--wait', '30s'], { cwd, env });
  expect(audit.stdout).toMatch(/ in_flight=0 lost=0 duplicated=0 phantom=0 drift=0\n$/);
  expect(audit.code).toBe(0);
});
