import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { createAuditedWorld } from '../support/audited-world.js';
import { runCommand } from '../support/command.js';
import { makeTemporaryFolder } from '../support/servers.js';

const MINUTE = '2026-01-31T12:34';

/** A line as a worker writes it after a commit. */
const line = (time: string, clickIds: readonly string[], outcome = 'posted') =>
  `${JSON.stringify({ level: 'info', time: `2026-01-31T${time}Z`, service: 'mining-click-worker', outcome, batchId: 'batch-1', clickIds, message: 'job' })}\n`;

/** A ledger, and a folder with the log of the worker that filled it. */
async function createWorld() {
  const { posted, collections, database } = await createAuditedWorld();
  const logs = await makeTemporaryFolder('logs');
  const ids = posted.map(({ clickId }) => clickId);
  const [before, inFirst, inSecond, after] = [ids.slice(0, 2), ids.slice(2, 8), ids.slice(8, 14), ids.slice(14)];
  await writeFile(join(logs, 'worker.ndjson.old'), line('12:33:59.999', before) + line('12:34:00.000', inFirst));
  await writeFile(join(logs, 'worker.ndjson'), line('12:35:59.999', inSecond) + line('12:36:00.000', after) + line('12:34:30.000', ['never-posted'], 'failed'));
  const env = { REDIS_URL: inject('redisUrl'), MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: database };
  const find = (minute: string, ...more: string[]) => runCommand(['find-missing', minute, ...more], { cwd: logs, env });
  return { logs, collections, inFirst, inSecond, after, find };
}

describe('mining-clicks find-missing', () => {
  it('counts what was posted in two minutes, and ends with 0 when all of it is there', async () => {
    const { logs, find } = await createWorld();
    expect(await find(MINUTE, '--logs', logs)).toEqual({ code: 0, stdout: 'posted=12 in_ledger=12 missing=0\n', stderr: '' });
    expect((await find(`${MINUTE}Z`, '--logs', logs, '--for', '1m')).stdout).toBe('posted=6 in_ledger=6 missing=0\n');
  });

  it('names each click whose row has gone, and ends with 1; what is left of an archived click counts', async () => {
    const { logs, collections, inFirst, inSecond, after, find } = await createWorld();
    const [[gone = ''], [archived = '']] = [inFirst, inSecond];
    await collections.clicks.deleteMany({ _id: { $in: [gone, after[0] ?? ''] } });
    await collections.clicks.replaceOne({ _id: archived }, { status: 'credited', archivedAt: new Date() } as never);
    expect(await find(MINUTE, '--logs', logs)).toEqual({
      code: 1,
      stdout: `posted=12 in_ledger=11 missing=1\nmissing: ${gone}, posted 2026-01-31T12:34:00.000Z in batch batch-1\n`,
      stderr: '',
    });
  });

  it('passes over a line that was cut short, and names a click that was posted twice once', async () => {
    const { logs, inFirst, find } = await createWorld();
    await appendFile(join(logs, 'worker.ndjson'), line('12:34:40.000', inFirst) + line('12:34:50.000', ['cut']).slice(0, -20));
    expect((await find(MINUTE, '--logs', logs)).stdout).toBe('posted=12 in_ledger=12 missing=0\n');
  });

  it.each([
    ['2026-01-31T13:00', ['--logs', '.'], /no worker posted a click from 2026-01-31T13:00:00\.000Z to 2026-01-31T13:02:00\.000Z.*in UTC\?\n$/],
    [MINUTE, [], /no stack runs in this folder: name the folder .* with --logs\n$/],
    [MINUTE, ['--logs', '/'], /there is no worker\.ndjson in \/: .* with --logs\n$/],
    [MINUTE, ['--logs', 'nowhere'], /nowhere/],
  ])('of %s with %j it says why nothing was compared, and ends with 2', async (minute, more, why) => {
    const { code, stdout, stderr } = await (await createWorld()).find(minute, ...more);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^find-missing: /);
    expect(stderr).toMatch(why);
  });

  it('refuses what is no minute', async () => {
    const { code, stderr } = await (await createWorld()).find('yesterday');
    expect(code).not.toBe(0);
    expect(stderr).toContain('Write a minute in UTC');
  });
});
