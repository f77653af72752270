import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasLoopbackBlock, loopbackAddress } from '../../src/cli/load/addresses.js';
import { createSimulatedClients } from '../../src/cli/load/clients.js';
import { openJournal } from '../../src/cli/load/journal.js';
import type { AttemptLine } from '../../src/cli/load/journal-line.js';
import { type LoadPlan, runLoad } from '../../src/cli/load/run-load.js';
import { createTally } from '../../src/cli/load/tally.js';
import { takeFreePorts } from '../support/free-ports.js';
import { makeTemporaryFolder } from '../support/servers.js';

const PLAN = {
  runId: 'cafe0001',
  rate: 200,
  durationMs: 300,
  users: 10,
  clients: 5,
  duplicates: 0,
  repeatForMs: 0,
  timeoutMs: 20_000,
  maxInFlight: 10_000,
};

const ACCEPTED = '{"clickId":"c1","status":"queued","statusUrl":"/api/mining/clicks/c1"}';

/** A server that treats its clients as the test wants. */
async function startServer(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function load(url: URL, choice: Partial<LoadPlan> = {}, signal = new AbortController().signal) {
  const plan = { ...PLAN, url, ...choice };
  const file = join(await makeTemporaryFolder('load'), 'journal.ndjson');
  const ownAddresses = await hasLoopbackBlock();
  const clients = createSimulatedClients({ ...plan, ...(ownAddresses && { addressOf: loopbackAddress }) });
  const journal = await openJournal(file, () => undefined);
  const tally = createTally();
  const clock = (): number => performance.now();
  const tokenOf = (userId: string): string => `token-of-${userId}`;
  await runLoad(plan, { clients, tokenOf, journal, tally, clock, random: Math.random, signal });
  await journal.close();
  await clients.close();
  const lines = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as object);
  return { tally, lines, attempts: lines.filter((line): line is AttemptLine => 'key' in line) };
}

function keyOf(request: IncomingMessage): string {
  return String(request.headers['idempotency-key']);
}

describe('the load', () => {
  it('goes on sending while no answer comes, and counts the wait as latency', async () => {
    const held: (() => void)[] = [];
    const waits: number[] = [];
    const url = await startServer((_, response) => {
      const arrivedAt = performance.now();
      held.push(() => {
        waits.push(performance.now() - arrivedAt);
        response.writeHead(202).end(ACCEPTED);
      });
      // A client that waited for answers would stop at its first click: five in all.
      if (held.length >= 20) for (const answer of held.splice(0)) answer();
    });
    const stop = new AbortController();
    const loading = load(url, { durationMs: Infinity, rate: 500 }, stop.signal);
    await expect.poll(() => waits.length, { timeout: 20_000 }).toBeGreaterThan(60);
    stop.abort();
    // The last few are fewer than it takes to be answered.
    const release = setInterval(() => held.splice(0).forEach((answer) => answer()), 10);
    onTestFinished(() => clearInterval(release));
    const { tally } = await loading;
    expect(tally.totals.mostInFlight).toBeGreaterThanOrEqual(20);
    expect(tally.latencies.accepted.percentile(100)).toBeGreaterThanOrEqual(Math.max(...waits) - 1);
  });

  it('sends for each client from an address of its own', async () => {
    const addresses = new Set<string | undefined>();
    const url = await startServer((request, response) => {
      addresses.add(request.socket.remoteAddress);
      response.writeHead(202).end(ACCEPTED);
    });
    await load(url, { rate: 500 });
    const expected = (await hasLoopbackBlock()) ? [0, 1, 2, 3, 4].map(loopbackAddress) : ['127.0.0.1'];
    expect([...addresses].sort()).toEqual(expected);
  });

  it('repeats with the same key and body what was refused or not answered, until it is accepted', async () => {
    const bodies = new Map<string, string[]>();
    const url = await startServer(async (request, response) => {
      const key = keyOf(request);
      const seen = bodies.get(key) ?? [];
      bodies.set(key, seen);
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push(body);
      if (seen.length === 1) response.writeHead(503, { 'retry-after': '0' }).end('{"type":"/docs/problems/admission-unavailable","outcome":"unknown"}');
      else if (seen.length === 2) request.socket.destroy();
      else if (seen.length === 3) response.writeHead(429).end('{"type":"/docs/problems/rate-limited","bucket":"user"}');
      else response.writeHead(202).end(ACCEPTED);
    });
    const { tally, attempts } = await load(url, { repeatForMs: 20_000, rate: 100 });
    expect(tally.totals.accepted).toBe(bodies.size);
    expect([...bodies.values()].every((sent) => sent.length === 4 && new Set(sent).size === 1)).toBe(true);
    expect(attempts.map(({ status }) => status).filter((status) => status === null)).toHaveLength(bodies.size);
    expect(attempts.filter(({ status, clickId }) => status === 202 && clickId === 'c1')).toHaveLength(bodies.size);
    expect(tally.byBucket.get('user')).toBe(bodies.size);
  });

  it('gives up repeating in the end', async () => {
    const url = await startServer((_, response) => void response.writeHead(503).end('{"type":"/docs/problems/queue-full","outcome":"not-accepted"}'));
    const { tally, lines } = await load(url, { repeatForMs: 3000 });
    expect(tally.totals.accepted).toBe(0);
    expect(tally.sent.repeat).toBeGreaterThan(0);
    expect(lines.at(-1)).toMatchObject({ end: PLAN.runId });
  });

  it('sends the share of duplicates that was asked for, with keys that were sent before', async () => {
    const seen = new Map<string, number>();
    const url = await startServer((request, response) => {
      const times = (seen.get(keyOf(request)) ?? 0) + 1;
      seen.set(keyOf(request), times);
      response.writeHead(times === 1 ? 202 : 200).end(ACCEPTED);
    });
    const { tally, attempts } = await load(url, { duplicates: 0.5, rate: 1000 });
    const requests = [...seen.values()].reduce((sum, times) => sum + times, 0);
    expect(attempts).toHaveLength(requests);
    expect(tally.sent.first).toBe(seen.size);
    expect(tally.sent.duplicate / requests).toBeGreaterThan(0.3);
    expect(tally.sent.duplicate / requests).toBeLessThan(0.7);
    expect(tally.totals.accepted).toBe(seen.size);
  });

  it('says how many clicks it left out because too many were in flight', async () => {
    const url = await startServer((_, response) => void setTimeout(() => response.writeHead(202).end(ACCEPTED), 50));
    const { tally } = await load(url, { maxInFlight: 1, rate: 1000 });
    expect(tally.totals.mostInFlight).toBe(1);
    expect(tally.totals.unsent).toBeGreaterThan(0);
  });

  it('counts a server that is not there, and writes that down too', async () => {
    const [port] = await takeFreePorts(1);
    const { tally, attempts } = await load(new URL(`http://127.0.0.1:${port}`));
    expect(tally.byStatus.size).toBe(0);
    expect(tally.byError.get('ECONNREFUSED')).toBe(attempts.length);
    expect(attempts.every(({ status, error }) => status === null && error === 'ECONNREFUSED')).toBe(true);
  });
});
