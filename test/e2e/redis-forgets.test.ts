import { cp, rm } from 'node:fs/promises';
import { Queue } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { readInfo } from '../../src/redis/read-info.js';
import { runCommand } from '../support/command.js';
import { parseExposition } from '../support/exposition.js';
import { eventually, openTestRedis, randomName } from '../support/namespace.js';
import { createProcessBench, getFrom, postPatiently, type StartedProcess } from '../support/processes.js';
import { settingsOn } from '../support/process-settings.js';
import { makeTemporaryFolder, startPrivateRedis } from '../support/servers.js';

const FORGOT = { status: 503, body: { type: '/docs/problems/redis-forgot', outcome: 'not-accepted' } };

/** An API and a worker on a Redis of their own, and the command that reopens. */
async function startStack() {
  const redis = await startPrivateRedis();
  const bench = createProcessBench();
  const settings = { REDIS_URL: redis.url };
  const [worker, api] = await Promise.all([bench.start('worker', settings), bench.start('api', settings)]);
  const env = { ...settingsOn(bench.database, bench.prefix), ...settings };
  const reopen = async (...args: string[]) => runCommand(['reopen', ...args], { cwd: await makeTemporaryFolder('reopen'), env });
  const client = openTestRedis(redis.url);
  const mark = async () => Number(await client.hget(bench.keys.totals, 'mark'));
  const credited = (key: string) => bench.clicks.countDocuments({ idempotencyKey: key, status: 'credited' });
  return { ...bench, server: redis, client, api, worker, settings, reopen, mark, credited };
}

type Stack = Awaited<ReturnType<typeof startStack>>;

async function closedBy(process: StartedProcess): Promise<string | undefined> {
  const page = parseExposition(await (await fetch(`${process.url}/api/metrics`)).text());
  return page.samples.get('mining_admission_closed{reason="redis-forgot"}')?.toString();
}

/** Posts clicks one after the other until told to stop; counts the answers by status. */
function keepPosting({ api }: Stack) {
  const statuses = new Map<number, number>();
  let isStopped = false;
  const posting = (async () => {
    while (!isStopped) {
      const { status } = await postPatiently(api, `key-${randomName()}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  })();
  return { statuses, stop: () => ((isStopped = true), posting) };
}

const post = (stack: Stack, key: string) => postPatiently(stack.api, key);

describe('a Redis that is emptied under load', () => {
  it('accepts nothing more until it is reopened; the worker goes on, the ledger answers, nothing is credited twice', async () => {
    const stack = await startStack();
    const key = `key-${randomName()}`;
    await eventually(async () => (await post(stack, key)).status < 300);
    await eventually(async () => (await stack.credited(key)) === 1);
    const load = keepPosting(stack);
    await eventually(() => (load.statuses.get(202) ?? 0) > 20);

    await stack.client.flushall();
    await eventually(() => (load.statuses.get(503) ?? 0) > 5);
    expect(await post(stack, key)).toMatchObject(FORGOT);
    const found = await eventually(async () => {
      const answer = await getFrom(stack.api, `/api/mining/click/status?key=${key}`);
      return answer.status !== 503 && answer;
    });
    expect(found).toMatchObject({ status: 200, body: { status: 'credited' } });
    await eventually(async () => (await closedBy(stack.api)) === '1' && (await closedBy(stack.worker)) === '1');
    // One that is started now knows no better, and a click of another program waits, though it may be tried once only.
    const other = await stack.start('api', stack.settings);
    expect(await postPatiently(other, `key-${randomName()}`)).toMatchObject(FORGOT);
    const queue = new Queue('mining-clicks', { connection: { url: stack.settings.REDIS_URL }, prefix: stack.prefix });
    const foreign = `key-${randomName()}`;
    await queue.add('click', { userId: 'user-9', idempotencyKey: foreign }, { attempts: 1 });
    await eventually(async () => (await queue.getDelayedCount()) === 1);

    const asked = await stack.reopen();
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringMatching(/Redis: {2}no epoch\n.*it was emptied.*Nothing was changed: it was not confirmed/s) as string });
    expect(await post(stack, key)).toMatchObject(FORGOT);
    expect(await stack.reopen('--yes')).toMatchObject({ code: 0, stdout: expect.stringMatching(/The ledger has \d+ clicks .*Done: /s) as string });
    await eventually(async () => (await post(stack, key)).status === 202);
    await eventually(async () => (await postPatiently(other, `key-${randomName()}`)).status === 202);
    await load.stop();
    await eventually(async () => (await closedBy(stack.api)) === '0' && (await closedBy(stack.worker)) === '0');
    await eventually(async () => (await stack.credited(foreign)) === 1);
    await queue.close();
    // Everything that was accepted since then is credited, and what was credited before only once.
    await eventually(async () => (await stack.client.hmget(stack.keys.totals, 'accepted', 'finished')).every((count, _, [first]) => count === first));
    expect(await stack.credited(key)).toBe(1);
    const [account] = await stack.accounts.find({ _id: 'user-1' }).toArray();
    expect(account?.balance).toBe(await stack.clicks.countDocuments({ userId: 'user-1', status: 'credited' }));
    const trail = await stack.accounts.db.collection('audit_trail').find().toArray();
    expect(trail).toMatchObject([{ act: 'reopen-admission', result: 'done', via: 'command' }]);
    expect(await stack.reopen('--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('Redis has forgotten nothing.\nNothing was changed.') as string });
  }, 120_000);
});

describe('a Redis that is restored from an older copy', () => {
  it('is noticed, whoever is started anew, and reopened; what was credited meanwhile is credited once', async () => {
    const stack = await startStack();
    const before = `key-${randomName()}`;
    // A busy machine may answer a first click too late; it is repeated then.
    await eventually(async () => (await post(stack, before)).status < 300);
    await eventually(async () => (await stack.credited(before)) === 1);
    const folder = (await readFolder(stack)) ?? '';
    const copy = await makeTemporaryFolder('older-copy');
    await stack.server.stop();
    await cp(folder, copy, { recursive: true });
    await stack.server.restart();
    const copied = await stack.mark();

    const after = `key-${randomName()}`;
    await eventually(async () => (await post(stack, after)).status === 202);
    await eventually(async () => (await stack.credited(after)) === 1);
    // As if half a minute had passed: the mark rises twice more, besides what it rises by itself.
    for (const mark of [copied + 1, copied + 2]) {
      await stack.client.hset(stack.keys.totals, 'markedAtMs', 0);
      await eventually(async () => (await stack.mark()) >= mark);
    }
    await eventually(async () => (await stack.accounts.db.collection('epochs').findOne({ mark: { $gte: copied + 2 } })) !== null);

    await stack.server.stop();
    await rm(folder, { recursive: true });
    await cp(copy, folder, { recursive: true });
    await stack.server.restart();
    // A process that has not seen the last rise yet may accept until its next look.
    const another = () => `key-${randomName()}`;
    await eventually(async () => (await post(stack, another())).status === 503 && (await closedBy(stack.api)) === '1');
    expect((await post(stack, before)).status).toBe(200);
    const other = await stack.start('api', stack.settings);
    expect(await postPatiently(other, another())).toMatchObject(FORGOT);

    expect(await stack.reopen('--yes')).toMatchObject({ code: 0, stdout: expect.stringMatching(/an older copy of its data was restored.*The ledger has \d+ clicks .*Done: /s) as string });
    await eventually(async () => (await post(stack, another())).status === 202);
    await eventually(async () => (await post(stack, after)).status < 300);
    await eventually(async () => (await stack.client.hmget(stack.keys.totals, 'accepted', 'finished')).every((count, _, [first]) => count === first));
    expect(await stack.credited(after)).toBe(1);
    const [account] = await stack.accounts.find().toArray();
    expect(account?.balance).toBe(await stack.clicks.countDocuments({ status: 'credited' }));
  }, 120_000);
});

async function readFolder({ client }: Stack): Promise<string | undefined> {
  expect((await readInfo(client, 'persistence')).get('aof_enabled')).toBe('1');
  const [, folder] = (await client.config('GET', 'dir')) as string[];
  return folder;
}
