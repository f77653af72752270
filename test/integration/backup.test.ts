import { appendFile, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { makeBackup } from '../../src/cli/backup/backup-command.js';
import { restoreBackup, type RestoreOptions } from '../../src/cli/restore/restore-command.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import type { AdmissionRequest } from '../../src/admission/admission.js';
import { auditPipeline, NOTHING_WRONG } from '../support/audit-pipeline.js';
import { makeRequest } from '../support/clicks.js';
import { runCommand } from '../support/command.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, sumLedger, type Pipeline } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';

function environmentOf({ prefix, db }: Pick<Pipeline, 'prefix' | 'db'>) {
  return {
    ...{ PATH: process.env['PATH'] ?? '', REDIS_URL: inject('redisUrl'), MONGODB_URL: inject('mongodbUrl') },
    ...{ MINING_REDIS_PREFIX: prefix, MINING_MONGODB_DATABASE: db.databaseName },
  };
}

async function accept(pipeline: Pipeline, kind: string, count: number): Promise<AdmissionRequest[]> {
  const requests = Array.from({ length: count }, (_, index) => makeRequest({ userId: `user-${index % 4}`, key: `${kind}-click-${index}` }));
  const results = await pipeline.admission.admitAll(requests);
  expect(new Set(results.map((result) => result.kind))).toEqual(new Set(['accepted']));
  return requests;
}

const untilDrained = (pipeline: Pipeline) => eventually(async () => (await pipeline.readState()).depth === 0);

/** Thirty credited clicks, a backup, then twenty more credited and five that no worker has taken, and another backup. */
async function createBackedUpPipeline() {
  const pipeline = await createPipeline();
  const folder = await makeTemporaryFolder('backup');
  const [early, late] = [join(folder, 'early'), join(folder, 'late')];
  const worker = pipeline.startWorker();
  const first = await accept(pipeline, 'first', 30);
  await untilDrained(pipeline);
  await makeBackup(early, { env: environmentOf(pipeline), folder });
  const second = await accept(pipeline, 'second', 20);
  await untilDrained(pipeline);
  await worker.stop();
  const third = await accept(pipeline, 'third', 5);
  // Without its ticket the batch would wait for a reaper, and none runs here.
  await eventually(async () => (await pipeline.readState()).jobs.waiting > 0);
  await makeBackup(late, { env: environmentOf(pipeline), folder });
  return { pipeline, folder, early, late, second, third, all: [...first, ...second, ...third] };
}

/** Stores of their own that hold nothing but what is restored. */
async function restoreTo(...restored: RestoreOptions[]): Promise<Pipeline> {
  const target = await createPipeline();
  // All that a queue writes when it is opened, a moment later.
  await eventually(async () => (await target.redis.del(`${target.keys.queue}meta`)) === 1);
  const folder = await makeTemporaryFolder('restore');
  for (const options of restored) await restoreBackup(options, { env: environmentOf(target), folder });
  return target;
}

const idsOf = (requests: readonly AdmissionRequest[]) => new Set(requests.map(({ click }) => click.clickId));

describe('a backup', () => {
  it('gives back both stores of one time, and what was unfinished is credited once', async () => {
    const { pipeline, late, all } = await createBackedUpPipeline();
    const restored = await restoreTo({ from: late });
    expect(await auditPipeline(restored, all)).toMatchObject({ acked: 55, credited: 50, in_flight: 5, lost: 0, ...NOTHING_WRONG });
    const records = async ({ redis, keys }: Pipeline) => Promise.all(all.map(({ click }) => redis.get(keys.click(click.clickId))));
    expect(await records(restored)).toEqual(await records(pipeline));
    const [record] = all;
    expect(await restored.redis.pttl(restored.keys.click(record?.click.clickId ?? ''))).toBeGreaterThan(0);
    expect(await restored.clicks.indexes()).toEqual(await pipeline.clicks.indexes());
    restored.startWorker();
    await untilDrained(restored);
    expect(await auditPipeline(restored, all)).toMatchObject({ acked: 55, credited: 55, lost: 0, ...NOTHING_WRONG });
    expect(await sumLedger(restored)).toEqual({ rows: 55, amounts: 55, balances: 55 });
  });

  it('whose ledger is older than Redis lacks exactly the clicks in between, and the audit names them', async () => {
    const { early, late, second, all } = await createBackedUpPipeline();
    const restored = await restoreTo({ from: early, only: 'mongodb' }, { from: late, only: 'redis' });
    restored.startWorker();
    await untilDrained(restored);
    const result = await auditPipeline(restored, all);
    expect(result).toMatchObject({ acked: 55, credited: 35, in_flight: 0, lost: 20, ...NOTHING_WRONG });
    expect(result.lostIds).toEqual(idsOf(second));
  });

  it('whose Redis is older than the ledger lacks exactly what no worker had posted, and credits nothing twice', async () => {
    const { early, late, second, third, all } = await createBackedUpPipeline();
    const restored = await restoreTo({ from: late, only: 'mongodb' }, { from: early, only: 'redis' });
    const result = await auditPipeline(restored, all);
    expect(result).toMatchObject({ acked: 55, credited: 50, in_flight: 0, lost: 5, ...NOTHING_WRONG });
    expect(result.lostIds).toEqual(idsOf(third));
    // Clients who repeat: Redis knows nothing of these keys, the ledger does.
    restored.startWorker();
    const again = await restored.admission.admitAll([...second, ...third]);
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    await untilDrained(restored);
    expect(await auditPipeline(restored, all)).toMatchObject({ acked: 55, credited: 55, lost: 0, ...NOTHING_WRONG });
    expect(await sumLedger(restored)).toEqual({ rows: 55, amounts: 55, balances: 55 });
  });

  it('is refused when a file of it was cut short, altered or removed, before anything is written', async () => {
    const { late } = await createBackedUpPipeline();
    const target = await restoreTo();
    const restore = () => restoreBackup({ from: late }, { env: environmentOf(target), folder: late });
    const files = (await readdir(late)).filter((file) => file !== 'manifest.json');
    expect(files).toContain('redis.rdb');
    await appendFile(join(late, 'redis.rdb'), 'x');
    await expect(restore()).rejects.toThrow(/redis\.rdb is not what was written/);
    await truncate(join(late, 'clicks.ndjson.gz'), 10);
    await rm(join(late, 'redis.rdb'));
    await expect(restore()).rejects.toThrow(/redis\.rdb cannot be read: the backup is not whole/);
    await appendFile(join(late, 'manifest.json'), 'x');
    await expect(restore()).rejects.toThrow(/manifest\.json is not what was written/);
    await rm(join(late, 'manifest.json'));
    await expect(restore()).rejects.toThrow(/no finished backup/);
    expect(await target.redis.keys(`${target.prefix}:*`)).toEqual([]);
    expect(await target.db.collection('audit_trail').countDocuments()).toBe(0);
  });
});

describe('mining-clicks backup and restore', () => {
  it('copy a pipeline, refuse a folder and stores that are in use, and say why in one sentence', async () => {
    const pipeline = await createPipeline();
    const worker = pipeline.startWorker();
    const requests = await accept(pipeline, 'only', 10);
    await untilDrained(pipeline);
    await worker.stop();
    const cwd = await makeTemporaryFolder('backup');
    const env = environmentOf(pipeline);
    const made = await runCommand(['backup', '--to', 'copy'], { cwd, env });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^The backup is in \S+copy: Redis of \S+ \(\d+ bytes\), then MongoDB of \S+ \(.*10 of clicks.*\)\.\n$/);
    const from = join(cwd, 'copy');
    await expect(makeBackup(from, { env, folder: cwd })).rejects.toThrow(/copy is not empty: give a new folder for each backup\.$/);
    await expect(restoreBackup({ from }, { env, folder: cwd })).rejects.toThrow(/^The database \S+ is not empty \(accounts\)/);
    const elsewhere = { ...env, MINING_MONGODB_DATABASE: `${env.MINING_MONGODB_DATABASE}_restored` };
    await expect(restoreBackup({ from }, { env: elsewhere, folder: cwd })).rejects.toThrow(/^Redis has keys below \S+ \(\S+\): stop what runs/);

    const target = await restoreTo();
    const done = await runCommand(['restore', '--from', 'copy'], { cwd, env: environmentOf(target) });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(/^MongoDB as of \S+: \d+ documents in \S+\.\nRedis as of \S+: \d+ keys below \S+\.\nClicks that were accepted after/);
    expect(await auditPipeline(target, requests)).toMatchObject({ acked: 10, credited: 10, lost: 0, ...NOTHING_WRONG });
    const trail = await target.db.collection('audit_trail').findOne({ act: 'restore-backup' });
    expect(trail).toMatchObject({ result: 'done', via: 'command' });
    await ensureIndexes(target.db);
  });
});
