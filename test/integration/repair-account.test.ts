import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoAccountRepairer } from '../../src/ledger/mongo-account-repair.js';
import { createMongoArchive } from '../../src/ledger/mongo-archive.js';
import { createMongoAuditReader } from '../../src/ledger/mongo-audit-reader.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { auditPipeline, NOTHING_WRONG } from '../support/audit-pipeline.js';
import { makeAcceptedClick, makeRequest } from '../support/clicks.js';
import { runCommand } from '../support/command.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { DAY_MS, makeOlder } from '../support/old-clicks.js';
import { createPipeline } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';

const USER = 'anna';
const FREE = { amount: 1, cooldownMs: 0, dailyCap: 0 };

async function openWorld() {
  const { client, db } = openTestDatabase();
  await ensureIndexes(db);
  const poster = createMongoPoster(client, db, { rules: FREE, commandMs: 5000 });
  onTestFinished(() => poster.close());
  const { accounts, ...collections } = openCollections(db);
  const post = (count: number) => poster.postBatch(Array.from({ length: count }, () => makeAcceptedClick({ userId: USER })));
  return {
    client,
    db,
    post,
    ...collections,
    accounts,
    repairer: createMongoAccountRepairer(client, db, { commandMs: 5000 }),
    archive: createMongoArchive(client, db, { commandMs: 5000 }),
    breakBy: (part: object) => accounts.updateOne({ _id: USER }, { $set: part }),
    readAccount: () => accounts.findOne({ _id: USER }),
    readDifferences: async () => (await createMongoAuditReader(client, db.databaseName)([], [])).differences,
  };
}

describe('the repair of an account', () => {
  it('counts archived and forgotten clicks, and changes nothing where all is right', async () => {
    const { post, repairer, archive, breakBy, readAccount, readDifferences, clicks } = await openWorld();
    await post(4);
    await makeOlder({ clicks }, 500);
    await breakBy({ lastCreditedAt: 0, day: '', creditedToday: 0 });
    expect(await archive.archiveSome(new Date(Date.now() - 400 * DAY_MS), 500)).toBe(4);
    expect(await archive.forgetSome(new Date(Date.now() - 400 * DAY_MS), 1)).toBe(1);
    await post(3);
    const right = await readAccount();
    expect(await repairer.repair(USER)).toEqual({ kind: 'right', balance: 7, credited: 7 });
    expect(await readAccount()).toEqual(right);

    await breakBy({ balance: '7', credited: null });
    expect(await repairer.repair(USER)).toMatchObject({ kind: 'wrong', changes: [{ field: 'balance', from: '7', to: 7 }, { field: 'credited', from: null, to: 7 }] });
    expect(await readAccount()).toEqual(right);
    expect(await repairer.repair(USER)).toMatchObject({ kind: 'right' });
    expect(await readDifferences()).toEqual([]);
  });

  it('makes an account anew that was removed, and none for a user whom nobody knows', async () => {
    const { post, repairer, accounts, readAccount } = await openWorld();
    await post(3);
    const right = await readAccount();
    await accounts.deleteOne({ _id: USER });
    expect(await repairer.repair(USER)).toMatchObject({ kind: 'wrong', balance: 3 });
    expect(await readAccount()).toEqual(right);
    expect(await repairer.repair('nobody')).toEqual({ kind: 'absent' });
    expect(await accounts.countDocuments({ _id: 'nobody' })).toBe(0);
  });

  it('leaves an account alone about which it cannot be sure', async () => {
    const { post, repairer, breakBy, readAccount } = await openWorld();
    await post(3);
    await breakBy({ balance: 'three', forgotten: 'some' });
    const broken = await readAccount();
    expect(await repairer.repair(USER)).toMatchObject({ kind: 'unclear' });
    expect(await readAccount()).toEqual(broken);
  });

  it('goes on beside workers that post to the same account: all comes to what it should be, and no click is lost', async () => {
    const pipeline = await createPipeline();
    const workers = [pipeline.startWorker(), pipeline.startWorker()];
    const repairer = createMongoAccountRepairer(pipeline.client, pipeline.db, { commandMs: 5000 });
    const requests = Array.from({ length: 300 }, (_, index) => makeRequest({ userId: index % 3 === 0 ? 'bert' : USER }));
    let repaired = 0;
    for (let sent = 0; sent < requests.length; sent += 20) {
      await pipeline.admission.admitAll(requests.slice(sent, sent + 20));
      await pipeline.accounts.updateOne({ _id: USER }, { $inc: { credited: 1000 } });
      const finding = await eventually(() => repairer.repair(USER).catch(() => undefined));
      if (finding.kind === 'wrong') repaired += 1;
    }
    await eventually(async () => (await pipeline.readState()).depth === 0);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(repaired).toBeGreaterThan(0);
    expect(await repairer.repair(USER)).toEqual({ kind: 'right', balance: 200, credited: 200 });
    expect(await auditPipeline(pipeline, requests)).toMatchObject({ credited: 300, dead_lettered: 0, lost: 0, ...NOTHING_WRONG });
  });
});

describe('mining-clicks repair-account', () => {
  it('leads from clicks that failed for a broken account to their credit', async () => {
    const pipeline = await createPipeline();
    const worker = pipeline.startWorker();
    const cwd = await makeTemporaryFolder('repair');
    const env = { REDIS_URL: inject('redisUrl'), MONGODB_URL: inject('mongodbUrl'), MINING_REDIS_PREFIX: pipeline.prefix, MINING_MONGODB_DATABASE: pipeline.db.databaseName };
    const run = (...args: string[]) => runCommand(args, { cwd, env });
    const requests = Array.from({ length: 6 }, () => makeRequest({ userId: USER }));
    const send = async (from: number, to: number) => {
      await pipeline.admission.admitAll(requests.slice(from, to));
      await eventually(async () => (await pipeline.readState()).depth === 0);
    };
    await send(0, 4);
    await pipeline.accounts.updateOne({ _id: USER }, { $set: { balance: '4' } } as never);
    await send(4, 6);
    await worker.stop();
    expect(await auditPipeline(pipeline, requests)).toMatchObject({ credited: 4, dead_lettered: 2 });

    const change = `The account of ${USER} is not what the rows of its clicks tell. It would change:\n  balance: "4" -> 4\n`;
    expect(await run('repair-account', USER, '--dry-run')).toEqual({ code: 0, stderr: '', stdout: change });
    expect(await run('repair-account', USER)).toMatchObject({ code: 1, stdout: change, stderr: expect.stringMatching(/^mining-clicks: Nothing was changed/) as string });
    expect(await run('repair-account', USER, '--yes')).toEqual({
      code: 0,
      stderr: '',
      stdout: `${change}The account of ${USER} is right now. Of its failed clicks 2 are open: "dead-letters replay --user" with the same name credits them.\n`,
    });
    expect(await run('dead-letters', 'replay', '--user', USER, '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 credited.') as string });
    expect(await auditPipeline(pipeline, requests)).toMatchObject({ credited: 6, dead_lettered: 0, lost: 0, ...NOTHING_WRONG });

    const right = `The account of ${USER} is right: credited clicks 6, balance 6. Nothing to change.\n`;
    expect(await run('repair-account', USER, '--yes')).toEqual({ code: 0, stderr: '', stdout: right });
    const userSha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(await pipeline.db.collection('audit_trail').find().sort({ at: 1 }).toArray()).toMatchObject([
      { act: 'repair-account', result: 'done', counts: { fields: 1 }, filter: { userSha256 } },
      { act: 'replay-dead-letters', result: 'done', counts: { credited: 2 }, filter: { userSha256 } },
    ]);
  });

  it('repairs at once all whose failed clicks MongoDB refused, and leaves alone what is right or cannot be told', async () => {
    const { accounts, client, db, deadLetters } = await openWorld();
    const poster = createMongoPoster(client, db, { rules: FREE, commandMs: 5000 });
    onTestFinished(() => poster.close());
    const users = ['anna', 'bert', 'cleo', 'dora'];
    await poster.postBatch(users.map((userId) => makeAcceptedClick({ userId })));
    await accounts.updateMany({ _id: { $in: ['anna', 'bert'] } }, { $set: { balance: 'none' } } as never);
    await accounts.updateOne({ _id: 'dora' }, { $set: { forgotten: 'some' } } as never);
    const letters = ['anna', 'anna', 'bert', 'cleo', 'dora'].map((userId) => makeAcceptedClick({ userId }));
    await deadLetters.insertMany(letters.map((payload) => ({ _id: payload.clickId, clickId: payload.clickId, code: 'LEDGER_REFUSED', message: 'no', payload, at: new Date() })));
    const cwd = await makeTemporaryFolder('repair');
    const env = { MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: db.databaseName };
    const run = (...args: string[]) => runCommand(['repair-account', ...args], { cwd, env });

    const changes = ['anna', 'bert'].map((user) => `The account of ${user} is not what the rows of its clicks tell. It would change:\n  balance: "none" -> 1\n`).join('');
    const unclear = 'What the account of dora should be cannot be told: its field forgotten, what its forgotten clicks came to, cannot be read. Nothing was changed; compare it with a backup (docs/backup.md).\n';
    const found = `${changes}${unclear}Of the 4 users whose failed clicks MongoDB refused, 2 have accounts that are wrong.\n`;
    expect(await run('--refused', '--dry-run')).toEqual({ code: 1, stderr: '', stdout: found });
    const done = 'All 2 are right now. 5 such failed clicks are open: "dead-letters replay --code LEDGER_REFUSED" credits them.\n';
    expect(await run('--refused', '--yes')).toEqual({ code: 1, stderr: '', stdout: `${found}${done}` });
    expect(await accounts.find({ balance: 1 }).sort({ _id: 1 }).map(({ _id }) => _id).toArray()).toEqual(users);
    expect(await db.collection('audit_trail').countDocuments({ act: 'repair-account', result: 'done' })).toBe(2);
    expect((await run('--refused')).stdout).toBe(`${unclear}Of the 4 users whose failed clicks MongoDB refused, 0 have accounts that are wrong.\n`);
    await deadLetters.deleteMany({});
    expect(await run('--refused')).toEqual({ code: 0, stderr: '', stdout: 'No failed click is open because MongoDB refused it. Nothing to change.\n' });
    for (const args of [[], ['anna', '--refused']]) expect(await run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('Name one user, or say --refused') as string });
  });

  it('says what stands in the way', async () => {
    const { post, breakBy, db } = await openWorld();
    await post(1);
    await breakBy({ forgotten: { amount: 'much' } });
    const cwd = await makeTemporaryFolder('repair');
    const env = { MONGODB_URL: inject('mongodbUrl'), MINING_MONGODB_DATABASE: db.databaseName };
    const refused = await runCommand(['repair-account', USER, '--yes'], { cwd, env });
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('its field forgotten, what its forgotten clicks came to, cannot be read. Nothing was changed') as string });
    const unknown = await runCommand(['repair-account', 'Anna', '--yes'], { cwd, env });
    expect(unknown).toMatchObject({ code: 1, stderr: 'mining-clicks: The ledger has no account and no credited click of Anna: check how the name is written, with capitals as they are.\n' });
  });
});
