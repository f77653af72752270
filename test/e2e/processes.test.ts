import { describe, expect, inject, it } from 'vitest';
import { createClickId } from '../../src/click/click-id.js';
import { firstTicketId } from '../../src/queue/ticket.js';
import { fetchApi } from '../support/answers/fetch-api.js';
import { eventually } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';
import { startPrivateRedis, startTcpProxy } from '../support/servers.js';
import { createProcessBench, postPatiently, postTo, type StartedProcess } from '../support/processes.js';

/** The default of MINING_QUEUE_MAX_DEPTH, and enough clicks to pass it if anything could. */
const CAP = 5000;
const POSTS = 6000;
/** Requests in flight at each API. */
const SENDERS = 30;

type Bench = ReturnType<typeof createProcessBench>;

const untilDrained = (bench: Bench) => eventually(async () => (await bench.readState()).depth === 0);
const untilReady = ({ url }: StartedProcess) => eventually(async () => (await fetchApi(`${url}/readyz`)).status === 200);

/** Posts clicks one after the other. */
async function postMany(api: StartedProcess, count: number, name: string) {
  const answers: Awaited<ReturnType<typeof postPatiently>>[] = [];
  for (let click = 0; click < count; click += 1) answers.push(await postPatiently(api, `flood-${name}-${click}`, `user-${click % 9}`));
  return answers;
}

describe('an API', () => {
  it('that is killed between acceptance and ticket loses nothing: the reaper finds the batch', async () => {
    const bench = createProcessBench();
    // The ticket comes 10 ms after the batch: the kill has to be faster, and mostly is at the first try.
    const orphan = await eventually(async () => {
      const api = await bench.start('api');
      expect(await postPatiently(api, `key-${api.pid}-killed`)).toMatchObject({ isAccepted: true });
      await api.kill('SIGKILL');
      const [newest = ''] = await bench.redis.zrange(bench.keys.unfinished, -1, -1);
      const hasTicket = await bench.redis.exists(bench.keys.queue + firstTicketId(newest));
      return hasTicket === 0 && newest;
    });
    const { depth } = await bench.readState();
    await bench.start('worker');
    await untilDrained(bench);
    expect(await bench.redis.exists(`${bench.keys.queue}r-${orphan}-1`)).toBe(1);
    expect(await sumLedger(bench)).toEqual({ rows: depth, amounts: depth, balances: depth });
  });

  it('that sends its clicks long after their batch was finished has them credited once all the same', async () => {
    const bench = createProcessBench();
    const redisPort = Number(new URL(inject('redisUrl')).port);
    const proxy = await startTcpProxy(redisPort);
    const api = await bench.start('api', { REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    expect(await postPatiently(api, 'key-in-time')).toMatchObject({ isAccepted: true });
    await eventually(async () => (await bench.readState()).jobs.waiting === 1);
    proxy.hold();
    const late = await postTo(api, 'key-too-late');
    expect(late).toMatchObject({ status: 503, body: { outcome: 'unknown' } });
    await bench.start('worker');
    await untilDrained(bench);
    proxy.release();
    const clickId = createClickId('user-1', 'key-too-late');
    await eventually(() => bench.clicks.findOne({ _id: clickId, status: 'credited' }).then((row) => row ?? undefined));
    const again = await eventually(async () => {
      const answer = await postTo(api, 'key-too-late');
      return answer.status !== 503 && answer;
    });
    expect(again.status).toBe(200);
    expect(await sumLedger(bench)).toEqual({ rows: 2, amounts: 2, balances: 2 });
  });

  it('without Redis says that the click was not accepted, and accepts it when Redis is back', async () => {
    const bench = createProcessBench();
    const redis = await startPrivateRedis();
    const api = await bench.start('api', { REDIS_URL: redis.url });
    expect(await postPatiently(api, 'key-before')).toMatchObject({ isAccepted: true });
    await redis.kill('SIGKILL');
    const refused = await eventually(async () => {
      const answer = await postTo(api, 'key-meanwhile');
      return answer.body['outcome'] === 'not-accepted' && answer;
    });
    expect(refused).toMatchObject({ status: 503, body: { type: '/docs/problems/admission-unavailable' } });
    expect((await fetchApi(`${api.url}/readyz`)).status).toBe(503);
    expect((await fetchApi(`${api.url}/livez`)).status).toBe(200);
    await redis.restart();
    expect(await postPatiently(api, 'key-meanwhile')).toMatchObject({ isAccepted: true });
    await untilReady(api);
  });

  it('limits reads as it is set to, and serves the page that a refusal leads to', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api', { MINING_LIMIT_READ_RATE: '1', MINING_LIMIT_READ_BURST: '3' });
    expect(await postPatiently(api, 'key-00000001')).toMatchObject({ isAccepted: true });
    for (let read = 0; read < 2; read += 1) expect(await postPatiently(api, 'key-00000001')).toMatchObject({ status: 200 });
    const refused = await eventually(async () => {
      const answer = await postTo(api, 'key-00000001');
      return answer.status === 429 && answer;
    });
    expect(refused.body).toMatchObject({ bucket: 'read', outcome: 'accepted' });
    const page = await fetch(`${api.url}${String(refused.body['type'])}`);
    expect([page.status, (await page.text()).split('\n')[0]]).toEqual([200, '# rate-limited']);
  });

  it('that is stopped and goes on later answers what waited for it', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api');
    await bench.start('worker');
    expect(await postPatiently(api, 'key-before')).toMatchObject({ isAccepted: true });
    await api.kill('SIGSTOP');
    const waiting = postPatiently(api, 'key-meanwhile');
    await eventually(async () => (await bench.clicks.countDocuments()) === 1);
    await api.kill('SIGCONT');
    expect(await waiting).toMatchObject({ isAccepted: true });
    await eventually(async () => (await bench.clicks.countDocuments()) === 2);
    expect(await sumLedger(bench)).toEqual({ rows: 2, amounts: 2, balances: 2 });
  });

  it('ends at SIGTERM with every ticket added and code 0', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api');
    expect(await postPatiently(api, 'key-last-one')).toMatchObject({ isAccepted: true });
    expect(await api.kill('SIGTERM')).toBe(0);
    const [batchId = ''] = await bench.redis.zrange(bench.keys.unfinished, 0, 0);
    expect(await bench.redis.exists(bench.keys.queue + firstTicketId(batchId))).toBe(1);
  });
});

describe('four APIs', () => {
  it('flooded without a worker never pass the cap together, and lose nothing that they accepted', async () => {
    const bench = createProcessBench();
    const apis = await Promise.all([1, 2, 3, 4].map(() => bench.start('api')));
    const depths: number[] = [];
    let isFlooding = true;
    const sampling = (async () => {
      while (isFlooding) depths.push((await bench.readState()).depth);
    })();
    const floods = apis.flatMap((api, index) =>
      Array.from({ length: SENDERS }, (_, sender) => postMany(api, POSTS / 4 / SENDERS, `${index}-${sender}`)),
    );
    const answers = (await Promise.all(floods)).flat();
    isFlooding = false;
    await sampling;
    depths.push((await bench.readState()).depth);
    expect(Math.max(...depths)).toBe(CAP);
    expect(answers.filter(({ isAccepted }) => isAccepted)).toHaveLength(CAP);
    const refused = answers.filter(({ status, body }) => status === 503 && body['outcome'] === 'not-accepted');
    expect(refused).toHaveLength(POSTS - CAP);
    await bench.start('worker');
    await untilDrained(bench);
    expect(await sumLedger(bench)).toEqual({ rows: CAP, amounts: CAP, balances: CAP });
  });
});

describe('a worker', () => {
  /** Posts one click after the other, from several senders, until it is told to stop; gives how many were accepted. */
  function startLoad(api: StartedProcess, name: string): () => Promise<number> {
    let isOver = false;
    const answers: boolean[] = [];
    const send = async (sender: number): Promise<void> => {
      for (let click = 0; !isOver; click += 1) answers.push((await postPatiently(api, `${name}-${sender}-${click}`, `user-${click % 5}`)).isAccepted);
    };
    const sending = Promise.all([0, 1, 2, 3].map(send));
    return async () => {
      isOver = true;
      await sending;
      expect(answers.every((isAccepted) => isAccepted)).toBe(true);
      return answers.length;
    };
  }

  it('that is killed with batches in hand leaves them to another, which credits each click once, in 20 s', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api');
    // So slow that it surely holds some when it is killed.
    const first = await bench.start('worker', { MINING_WORKER_MAX_RATE: '5' });
    const stopLoad = startLoad(api, 'killed');
    await eventually(async () => (await bench.readState()).jobs.active > 1);
    const second = await bench.start('worker');
    await first.kill('SIGKILL');
    const killedAt = Date.now();
    const accepted = await stopLoad();
    await untilDrained(bench);
    const seconds = (Date.now() - killedAt) / 1000;
    process.stdout.write(`recovered ${accepted} clicks of a killed worker ${seconds.toFixed(1)} s after its kill -9\n`);
    // Its locks run out after 10 s, and who looks for that does so every 5 s: 15 s and the posting. Twice that on a busy machine.
    expect(seconds).toBeLessThan(40);
    expect(await sumLedger(bench)).toEqual({ rows: accepted, amounts: accepted, balances: accepted });
    expect(await second.kill('SIGTERM')).toBe(0);
  });

  it('ends at SIGTERM in the middle of a load with nothing in hand and nothing stalled', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api');
    const worker = await bench.start('worker');
    const stopLoad = startLoad(api, 'drained');
    await eventually(async () => (await bench.clicks.countDocuments()) > 20);
    expect(await worker.kill('SIGTERM')).toBe(0);
    expect((await bench.readState()).jobs).toMatchObject({ active: 0, failed: 0 });
    expect(await bench.redis.exists(`${bench.keys.queue}stalled`)).toBe(0);
    const accepted = await stopLoad();
    await bench.start('worker');
    await untilDrained(bench);
    expect(await sumLedger(bench)).toEqual({ rows: accepted, amounts: accepted, balances: accepted });
  });

  it('ends at once at a second SIGTERM, and another one takes what it had', async () => {
    const bench = createProcessBench();
    const api = await bench.start('api');
    // So slow that it has batches in hand, and then cut off from Redis, without which it cannot end by itself.
    const proxy = await startTcpProxy(Number(new URL(inject('redisUrl')).port));
    const worker = await bench.start('worker', { MINING_WORKER_MAX_RATE: '1', REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    const stopLoad = startLoad(api, 'forced');
    await eventually(async () => (await bench.readState()).jobs.active > 1);
    const accepted = await stopLoad();
    proxy.hold();
    process.kill(worker.pid, 'SIGTERM');
    await eventually(() => fetch(`${worker.url}/livez`).then(() => false, () => true));
    expect(await worker.kill('SIGTERM')).toBe(143);
    await bench.start('worker');
    await untilDrained(bench);
    expect(await sumLedger(bench)).toEqual({ rows: accepted, amounts: accepted, balances: accepted });
  });
});
