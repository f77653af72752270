import { afterAll, beforeAll, expect, it } from 'vitest';
import { signTestToken } from '../../support/api.js';
import { parseExposition } from '../../support/exposition.js';
import { openHostileApi, type HostileApi } from '../../support/hostile-api.js';
import { eventually } from '../../support/namespace.js';
import { postPatiently } from '../../support/processes.js';
import { openRawSocket, type RawSocket } from '../../support/raw-http.js';
import { request } from './requests.js';

const IDLE = 2000;
const SLOW = 50;
const READERS = 6;
/** Connections of the processes' own, to MongoDB and for this test's questions, come and go meanwhile. */
const OTHERS = 2;
/** Requests that a slow reader sends without reading one answer: more metrics than all buffers on the way take. */
const UNREAD = 1000;
const PAIRS = 60;

const token = await signTestToken('user-1');
const SIGNED = ['Host: api', `Authorization: Bearer ${token}`];
const UNLIMITED = { MINING_LIMIT_USER_RATE: '0', MINING_LIMIT_IP_RATE: '0', MINING_LOG_LEVEL: 'info' };

let [attacked, calm] = [] as HostileApi[] as [HostileApi, HostileApi];
beforeAll(async () => {
  [attacked, calm] = await Promise.all([openHostileApi(UNLIMITED), openHostileApi(UNLIMITED)]);
});
afterAll(() => Promise.all([attacked.close(), calm.close()]));

async function timePost(api: HostileApi, key: string): Promise<number> {
  const startedAt = performance.now();
  const { isAccepted } = await postPatiently(api, key);
  expect(isAccepted).toBe(true);
  return performance.now() - startedAt;
}

const median = (values: readonly number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** How many times as long as the calm API the attacked one takes, asked in turns, so that both meet the same machine. */
async function compare(name: string): Promise<number> {
  const times = { attacked: [] as number[], calm: [] as number[] };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    times.attacked.push(await timePost(attacked, `${name}-attacked-${pair}`));
    times.calm.push(await timePost(calm, `${name}-calm-${pair}`));
  }
  return median(times.attacked) / median(times.calm);
}

async function openSockets(count: number, firstBytes: (index: number) => Buffer | string): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  for (let index = 0; index < count; index += 1) {
    const raw = openRawSocket(attacked.port);
    await new Promise((resolve) => raw.socket.once('connect', resolve));
    const bytes = firstBytes(index);
    if (bytes.length > 0) raw.write(bytes);
    sockets.push(raw);
  }
  return sockets;
}

/** Sends one more byte every second, until the server closes. */
function drip({ socket, answer }: RawSocket, byte: string): void {
  const timer = setInterval(() => socket.writable && socket.write(byte), 1000);
  void answer.then(() => clearInterval(timer));
}

/** Files that the process has open, its connections among them; only Linux tells. */
async function openConnections(): Promise<number> {
  const page = parseExposition(await (await fetch(`${attacked.url}/api/metrics`)).text());
  return Number(page.samples.get('process_open_fds'));
}

it('slow and silent clients keep nobody waiting, get 408 or are closed, and leave nothing', { timeout: 150_000 }, async () => {
  await compare('warm-up');
  // The first question opens the connections to MongoDB.
  await openConnections();
  const connectionsBefore = await openConnections();
  const headBegun = request({ headers: SIGNED }).subarray(0, -2);
  const bodyBegun = request({ headers: [...SIGNED, 'Idempotency-Key: slow-body-001', 'Content-Type: application/json', 'Content-Length: 1000'], body: '{' });
  const asking = (...more: string[]) => request({ line: 'GET /api/metrics HTTP/1.1', headers: [...SIGNED, ...more] });
  const unread = Buffer.concat([...Array.from({ length: UNREAD - 1 }, () => asking()), asking('Connection: close')]);
  const readers = await openSockets(READERS, () => unread);
  for (const { socket } of readers) socket.pause();
  const slowHeads = await openSockets(SLOW, () => headBegun);
  const slowBodies = await openSockets(SLOW, () => bodyBegun);
  for (const each of slowHeads) drip(each, 'X');
  for (const each of slowBodies) drip(each, ' ');
  const idle = await openSockets(IDLE, () => '');
  await eventually(async () => (await openConnections()) >= connectionsBefore + IDLE);

  // Real traffic goes on.
  expect(await compare('under-attack')).toBeLessThan(3);

  for (const group of [slowHeads, slowBodies]) {
    const answers = await Promise.all(group.map(({ answer }) => answer));
    expect(new Set(answers.map(({ statuses }) => statuses.join()))).toEqual(new Set(['408']));
    expect(answers[0]?.body).toContain('request-too-slow');
  }
  const silent = await Promise.all(idle.map(({ answer }) => answer));
  expect(new Set(silent.map(({ statuses }) => statuses.join()))).toEqual(new Set(['408']));

  // The slow readers are closed in the middle of what they did not read.
  await eventually(async () => (await openConnections()) <= connectionsBefore + OTHERS);
  for (const { socket } of readers) socket.resume();
  const read = await Promise.all(readers.map(({ answer }) => answer));
  expect(read.filter(({ statuses }) => statuses.length < UNREAD).length).toBeGreaterThanOrEqual(READERS - OTHERS);

  expect(await compare('afterwards')).toBeLessThan(3);
  expect(attacked.isRunning()).toBe(true);
  expect(attacked.output()).toBe('');
  const late = () => attacked.requestLines().filter(({ status }) => status === 408);
  await eventually(() => late().length >= 2 * SLOW + IDLE);
  // A slow reader whose bytes end in the middle of a request is late with it, too.
  expect(late().length).toBeLessThanOrEqual(2 * SLOW + IDLE + READERS);
  expect((await attacked.stored()).rows).toEqual({});
});
