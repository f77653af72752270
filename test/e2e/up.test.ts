import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { pasteIntoShell } from '../support/curl.js';
import { eventually } from '../support/namespace.js';
import { expectNoneLeft, interrupt, makeHome, startUp, untilUp, type UpProcess } from '../support/up.js';
import { operatingSystemUser } from '../../src/cli/operating-system-user.js';
import type { StackFile } from '../../src/cli/stack-file.js';
import { subjectOf } from '../../src/cli/up/console-link.js';

async function openLedger({ mongodbUrl, mongodbDatabase }: StackFile) {
  const client = await MongoClient.connect(mongodbUrl);
  onTestFinished(() => client.close());
  return client.db(mongodbDatabase);
}

function curlLineOf(up: UpProcess): string {
  return /^curl .*$/m.exec(up.output())?.[0] ?? '';
}

it('a click sent by the printed line is credited, and still there after a stop and a start', async () => {
  const home = await makeHome();
  const first = startUp(home);
  const stack = await untilUp(home, first);

  // A person pastes it once more when it says that Redis did not answer in time, which a busy machine makes it say.
  const sent = await eventually(async () => {
    const answer = await pasteIntoShell(curlLineOf(first), home.folder);
    return answer.body['type'] !== '/docs/problems/admission-unavailable' && answer;
  });
  expect(sent).toMatchObject({ status: 202, body: { status: 'queued' } });
  const clickId = String(sent.body['clickId']);
  const ledger = await openLedger(stack);
  const credited = () => ledger.collection<{ _id: string }>('clicks').findOne({ _id: clickId, status: 'credited' });
  const click = await vi.waitUntil(credited, { timeout: 60_000, interval: 50 });
  const again = await pasteIntoShell(curlLineOf(first), home.folder);
  expect(again.body['clickId']).not.toBe(clickId);

  await interrupt(first);
  await expectNoneLeft(home);
  expect(existsSync(join(home.folder, 'var/stack.json'))).toBe(false);
  // Nothing between the two: no process had to be killed.
  expect(first.output()).toMatch(/Stopping \(SIGINT\)\nStopped\n$/);

  const second = startUp(home);
  const later = await untilUp(home, second);
  expect({ ...later, pids: {}, console: '' }).toEqual({ ...stack, pids: {}, console: '' });
  const kept = await (await openLedger(later)).collection<{ _id: string }>('clicks').findOne({ _id: clickId });
  expect(kept).toEqual(click);
  await interrupt(second);
  await expectNoneLeft(home);
});

it('the printed link signs in the user of the operating system to the console, which asks the Prometheus and Alertmanager of the stack, and stands in no log', async () => {
  const home = await makeHome();
  const up = startUp(home);
  const { console: link, api, logs } = await untilUp(home, up);
  expect(up.output()).toContain(`Console: ${link}\n`);
  const [page = '', token = ''] = link.split('#token=');
  expect(page).toBe(`${api}/console/`);
  expect(decodeJwt(token).sub).toBe(subjectOf(operatingSystemUser()));
  const get = async (path: string) => (await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<Record<string, unknown>>;
  // What it really is stays unknown where Redis does not answer in time.
  await expect.poll(() => get('/api/admin/console')).toMatchObject({ prometheus: true, alertmanager: true, durability: { promised: 'safe', real: 'safe' } });
  const downOf = async () => ((await get('/api/admin/health'))['parts'] as { name: string; state: string }[]).filter(({ state }) => state !== 'up').map(({ name }) => name);
  await expect.poll(downOf, { timeout: 30_000, interval: 200 }).toEqual([]);
  expect(await get('/api/mining/account')).toMatchObject({ status: 403 });
  await interrupt(up);
  for (const name of readdirSync(logs)) expect(readFileSync(join(logs, name), 'utf8'), name).not.toContain(token);
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

it('--demo sends clicks by itself', async () => {
  const home = await makeHome();
  const up = startUp(home, ['--demo']);
  const ledger = await openLedger(await untilUp(home, up));
  const oneClick = () => ledger.collection('clicks').findOne({ status: 'credited' });
  const click = await vi.waitUntil(oneClick, { timeout: 60_000, interval: 100 });
  expect(click['userId']).toMatch(/^demo-\d+$/);
  await interrupt(up);
  await expectNoneLeft(home);
});
