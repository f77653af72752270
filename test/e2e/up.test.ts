import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runCommand } from '../support/command.js';
import { pasteIntoShell } from '../support/curl.js';
import { makeHome, startUp, untilUp, type UpProcess } from '../support/up.js';
import type { StackFile } from '../../src/cli/stack-file.js';

const STOP_WITHIN_MS = 10_000;
const GENERATED = fileURLToPath(new URL('../../observability/generated', import.meta.url));

async function openLedger({ mongodbUrl, mongodbDatabase }: StackFile) {
  const client = await MongoClient.connect(mongodbUrl);
  onTestFinished(() => client.close());
  return client.db(mongodbDatabase);
}

function curlLineOf(up: UpProcess): string {
  return /^curl .*$/m.exec(up.output())?.[0] ?? '';
}

/** Ctrl-C, and a failure unless everything has ended in time. */
async function interrupt(up: UpProcess): Promise<void> {
  let code: unknown;
  void up.ended.then((value) => (code = value));
  up.kill('SIGINT');
  await vi.waitUntil(() => code !== undefined, { timeout: STOP_WITHIN_MS, interval: 20 });
  expect(code).toBe(0);
}

it('a click sent by the printed line is credited, and still there after a stop and a start', async () => {
  const home = await makeHome();
  const first = startUp(home);
  const stack = await untilUp(home, first);

  const sent = await pasteIntoShell(curlLineOf(first), home.folder);
  expect(sent).toMatchObject({ status: 202, body: { status: 'queued' } });
  const clickId = String(sent.body['clickId']);
  const ledger = await openLedger(stack);
  const credited = () => ledger.collection<{ _id: string }>('clicks').findOne({ _id: clickId, status: 'credited' });
  const click = await vi.waitUntil(credited, { timeout: 20_000, interval: 50 });
  const again = await pasteIntoShell(curlLineOf(first), home.folder);
  expect(again.body['clickId']).not.toBe(clickId);

  await interrupt(first);
  expect(home.processes()).toEqual([]);
  expect(existsSync(join(home.folder, 'var/stack.json'))).toBe(false);
  // Nothing between the two: no process had to be killed.
  expect(first.output()).toMatch(/Stopping \(SIGINT\)\nStopped\n$/);

  const second = startUp(home);
  const later = await untilUp(home, second);
  expect({ ...later, pids: {} }).toEqual({ ...stack, pids: {} });
  const kept = await (await openLedger(later)).collection<{ _id: string }>('clicks').findOne({ _id: clickId });
  expect(kept).toEqual(click);
  await interrupt(second);
  expect(home.processes()).toEqual([]);
});

it('Prometheus reads the API, the worker, Alertmanager and itself', async () => {
  const home = await makeHome();
  const up = startUp(home);
  const { prometheus } = await untilUp(home, up);
  const jobsThatAnswer = async () => {
    const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent('up == 1')}`);
    const { data } = (await answer.json()) as { data: { result: { metric: { job: string } }[] } };
    return data.result.map(({ metric }) => metric.job).sort();
  };
  await expect
    .poll(jobsThatAnswer, { timeout: 30_000, interval: 200 })
    .toEqual(['alertmanager', 'mining-click-api', 'mining-click-worker', 'prometheus']);
  await interrupt(up);
});

it('runs on the generated files, and a test alert gets from Alertmanager to its terminal', async () => {
  const home = await makeHome();
  const up = startUp(home);
  await untilUp(home, up);
  for (const file of readdirSync(join(GENERATED, 'prometheus'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'))) {
    expect(readFileSync(join(home.folder, 'var/prometheus', file))).toEqual(readFileSync(join(GENERATED, 'prometheus', file)));
  }
  const result = await runCommand(['alerts', 'test'], { cwd: home.folder });
  // Another stack on this machine may have the port: then the alert must be said to have gone there.
  const isTaken = up.output().includes('Port 9095 is taken by');
  expect(result.stdout).toContain(isTaken ? 'was taken by another process' : 'and "up" shows it.');
  expect(result.code).toBe(isTaken ? 1 : 0);
  const lines = () => up.output().match(/^\[.*\] critical MiningTestAlert .*$/gm) ?? [];
  await expect.poll(lines, { timeout: 20_000 }).toHaveLength(isTaken ? 0 : 2);
  await interrupt(up);
});

it('--demo sends clicks by itself', async () => {
  const home = await makeHome();
  const up = startUp(home, ['--demo']);
  const ledger = await openLedger(await untilUp(home, up));
  const oneClick = () => ledger.collection('clicks').findOne({ status: 'credited' });
  const click = await vi.waitUntil(oneClick, { timeout: 60_000, interval: 100 });
  expect(click['userId']).toMatch(/^demo-\d+$/);
  await interrupt(up);
  expect(home.processes()).toEqual([]);
});
