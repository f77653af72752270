import { once } from 'node:events';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { runArchive, type ArchivePlan } from '../../src/cli/archive/run-archive.js';
import type { ClickArchive } from '../../src/ledger/archive.js';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoArchive } from '../../src/ledger/mongo-archive.js';
import { createMongoAuditReader } from '../../src/ledger/mongo-audit-reader.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMongoReader } from '../../src/ledger/mongo-reader.js';
import { createAuditedWorld, userOf } from '../support/audited-world.js';
import { makeAcceptedClick } from '../support/clicks.js';
import { runCommand, startCommand } from '../support/command.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { DAY_MS, makeOlder } from '../support/old-clicks.js';
import { makeTemporaryFolder } from '../support/servers.js';

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

const openArchive = ({ client, db }: ReturnType<typeof openTestDatabase>) => createMongoArchive(client, db, { commandMs: 5000 });

async function runToEnd(archive: ClickArchive, plan: ArchivePlan): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const count = (what: string, by = 1) => void (counts[what] = (counts[what] ?? 0) + by);
  expect(await runArchive(archive, plan, count, new AbortController().signal)).toBe('done');
  return counts;
}

describe('the archive', () => {
  it('takes old rows, and nobody who reads the ledger sees a difference', async () => {
    const world = await createAuditedWorld();
    await makeOlder(world.collections, 100);
    const reader = createMongoReader(world.db, { commandMs: 5000 });
    const look = async () => ({
      audit: await world.audit(),
      clicks: await Promise.all([...world.posted, ...world.failed].map(({ clickId }) => reader.findClick(clickId))),
      latest: await Promise.all([0, 1, 2].map((index) => reader.findLatestClicks(userOf(world.run, index), 4))),
    });
    const before = await look();
    const archive = openArchive(world);
    await ensureIndexes(world.db);
    expect(await archive.count(daysAgo(90), undefined)).toEqual({ toArchive: 18, toForget: 0 });
    expect(await runToEnd(archive, { archiveBefore: daysAgo(90), rate: 1e6 })).toEqual({ archived: 18 });
    expect(await look()).toEqual(before);
    expect(await world.collections.archive.countDocuments()).toBe(18);
    const stubs = await world.collections.clicks.find({ archivedAt: { $exists: true } }).toArray();
    expect(stubs.map((stub) => Object.keys(stub))).toEqual(Array.from({ length: 18 }, () => ['_id', 'status', 'archivedAt']));
    expect(await world.collections.clicks.find({ status: 'failed', userId: { $exists: true } }).toArray()).toHaveLength(1);
  });

  it('leaves young rows alone, and those that were decided a short while ago', async () => {
    const world = await createAuditedWorld();
    await makeOlder(world.collections, 30);
    const archive = openArchive(world);
    expect(await archive.archiveSome(daysAgo(90), 500)).toBe(0);
    await world.collections.clicks.updateMany({}, { $set: { acceptedAt: daysAgo(100) } });
    expect(await archive.archiveSome(daysAgo(90), 500)).toBe(0);
  });

  it('lets no archived click be credited again', async () => {
    const { client, db } = openTestDatabase();
    await ensureIndexes(db);
    const poster = createMongoPoster(client, db, { rules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
    onTestFinished(() => poster.close());
    const clicks = Array.from({ length: 3 }, () => makeAcceptedClick());
    await poster.postBatch(clicks);
    await makeOlder(openCollections(db), 100);
    expect(await openArchive({ client, db }).archiveSome(daysAgo(90), 500)).toBe(3);
    const again = clicks.map((click) => ({ ...click, acceptedAt: Date.now() }));
    const fresh = makeAcceptedClick();
    const posted = await poster.postBatch([...again, fresh]);
    expect([...posted.acceptedAgain]).toEqual(again);
    expect(await createMongoReader(db, { commandMs: 5000 }).findAccount('user-1')).toEqual({ userId: 'user-1', balance: 4 });
  });

  it('forgets for good what is older than it promises, and balances still add up', async () => {
    const world = await createAuditedWorld();
    await makeOlder(world.collections, 500);
    const archive = openArchive(world);
    expect(await archive.count(daysAgo(90), daysAgo(400))).toEqual({ toArchive: 18, toForget: 18 });
    const plan = { archiveBefore: daysAgo(90), forgetBefore: daysAgo(400), rate: 1e6 };
    expect(await runToEnd(archive, plan)).toEqual({ archived: 18, forgotten: 18 });
    expect(await world.audit()).toMatchObject({ credited: 0, dead_lettered: 1, lost: 18, duplicated: 0, phantom: 0, drift: 0 });
    const accounts = await world.collections.accounts.find().toArray();
    for (const { balance, credited, forgotten } of accounts) expect(forgotten).toEqual({ amount: balance, clicks: credited });
    const { posted } = world;
    expect(await world.collections.clicks.countDocuments({ _id: { $in: posted.map(({ clickId }) => clickId) } })).toBe(0);
  });
});

describe('mining-clicks archive', () => {
  it('goes on after kill -9 where it was, beside a worker that posts to the same accounts', async () => {
    const { client, db } = openTestDatabase();
    await ensureIndexes(db);
    const { clicks, archive } = openCollections(db);
    const poster = createMongoPoster(client, db, { rules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
    const some = (count: number) => Array.from({ length: count }, (_, index) => makeAcceptedClick({ userId: `user-${index % 7}` }));
    for (let round = 0; round < 3; round += 1) await poster.postBatch(some(500));
    await makeOlder({ clicks }, 500);

    let isArchiving = true;
    let young = 0;
    const posting = (async () => {
      while (isArchiving) {
        const fresh = some(20);
        await eventually(() => poster.postBatch(fresh).then(() => true, () => false));
        young += fresh.length;
      }
      await poster.close();
    })();
    const env = { MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: db.databaseName };
    const cwd = await makeTemporaryFolder('archive');
    const args = ['archive', '--older-than', '90d', '--forget-after', '400d', '--yes'];
    // It takes 500 clicks at once, and the next ones 50 s later.
    const killed = startCommand([...args, '--rate', '10'], { cwd, env });
    const hasEnded = once(killed, 'close');
    await eventually(async () => (await archive.estimatedDocumentCount()) > 0);
    killed.kill('SIGKILL');
    await hasEnded;
    expect(await clicks.countDocuments({ acceptedAt: { $lt: daysAgo(90) } })).toBeGreaterThan(0);
    const { code, stdout, stderr } = await runCommand([...args, '--rate', '100000'], { cwd, env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+ clicks were moved to clicks_archive, 1500 were forgotten\.\n$/);
    expect(code).toBe(0);
    isArchiving = false;
    await posting;

    expect(await clicks.countDocuments()).toBe(young);
    expect(await archive.countDocuments()).toBe(0);
    expect((await createMongoAuditReader(client, db.databaseName)([], [])).differences).toEqual([]);
    const trail = await db.collection('audit_trail').find().sort({ at: 1 }).toArray();
    expect(trail.map(({ act, result }) => [act, result])).toEqual([['archive-clicks', 'begun'], ['archive-clicks', 'done']]);
  });

  it('says how many there are and changes nothing with --dry-run, and where there is nobody to ask', async () => {
    const world = await createAuditedWorld();
    await makeOlder(world.collections, 100);
    const env = { MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: world.database };
    const cwd = await makeTemporaryFolder('archive');
    const dry = await runCommand(['archive', '--dry-run'], { cwd, env });
    expect(dry.stdout).toMatch(/^18 clicks that ended before .+ may move to clicks_archive\.\n$/);
    const unasked = await runCommand(['archive'], { cwd, env });
    expect(unasked).toMatchObject({ code: 1, stdout: '', stderr: 'mining-clicks: Nothing was changed: it was not confirmed. Without a terminal, look with --dry-run, then add --yes.\n' });
    const tooYoung = await runCommand(['archive', '--older-than', '1h'], { cwd, env });
    expect(tooYoung.stderr).toMatch(/^mining-clicks: --older-than must be 2d at least/);
    expect(await world.collections.archive.countDocuments()).toBe(0);
  });
});
