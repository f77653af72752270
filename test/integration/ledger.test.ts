import { describe, expect, it } from 'vitest';
import type { AcceptedClick } from '../../src/click/click.js';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoArchive } from '../../src/ledger/mongo-archive.js';
import { createMongoAuditTrail } from '../../src/ledger/mongo-audit-trail.js';
import { createMongoDeadLetters } from '../../src/ledger/mongo-dead-letters.js';
import { createMongoEpochLedger } from '../../src/ledger/mongo-epoch.js';
import { createMongoEraser } from '../../src/ledger/mongo-erase.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMongoReader } from '../../src/ledger/mongo-reader.js';
import type { RewardRules } from '../../src/click/reward-policy.js';
import { makeAcceptedClick } from '../support/clicks.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';
import { startPrivateMongod, startTcpProxy } from '../support/servers.js';

async function createLedger(rules: Partial<RewardRules> = {}, commandMs = 5000, url?: string) {
  const { client, db } = openTestDatabase(url);
  await ensureIndexes(db);
  const collections = openCollections(db);
  const options = { rules: { amount: 2, cooldownMs: 0, dailyCap: 0, ...rules }, commandMs };
  const createPoster = () => createMongoPoster(client, db, options);
  return { ...collections, client, db, createPoster, poster: createPoster(), reader: createMongoReader(db, { commandMs }) };
}

describe('postBatch', () => {
  it('credits each click once and raises each account once, whatever is repeated', async () => {
    const ledger = await createLedger();
    const clicks = [makeAcceptedClick(), makeAcceptedClick(), makeAcceptedClick({ userId: 'user-2' })];
    await ledger.poster.postBatch(clicks);
    await ledger.poster.postBatch(clicks);
    await ledger.poster.postBatch([...clicks, ...clicks, makeAcceptedClick({ userId: 'user-3' })]);
    expect(await sumLedger(ledger)).toEqual({ rows: 4, amounts: 8, balances: 8 });
    expect(await ledger.reader.findAccount('user-1')).toEqual({ userId: 'user-1', balance: 4 });
  });

  it('tells clicks that it has from another acceptance, but not those that are only delivered again', async () => {
    const ledger = await createLedger();
    const [first, again] = [1000, 2000].map((acceptedAt) => makeAcceptedClick({ key: 'the-same-key', acceptedAt }));
    const other = makeAcceptedClick();
    if (!first || !again) throw new Error('two clicks are needed');
    const acceptedAgain = async (...clicks: AcceptedClick[]) => [...(await ledger.poster.postBatch(clicks)).acceptedAgain];
    expect(await acceptedAgain(first)).toEqual([]);
    expect(await acceptedAgain(first)).toEqual([]);
    expect(await acceptedAgain(first, again, other)).toEqual([again]);
    expect(await acceptedAgain(other, again)).toEqual([again]);

    const late = makeAcceptedClick({ acceptedAt: 9000 });
    const early = { ...late, acceptedAt: 8000 };
    expect(await acceptedAgain(late, early, early)).toEqual([late]);
    expect(await acceptedAgain(late, early, again)).toEqual([late, again]);
    expect(await sumLedger(ledger)).toEqual({ rows: 3, amounts: 6, balances: 6 });
  });

  it('credits once when two posters have the same clicks in hand at the same time', async () => {
    const ledger = await createLedger();
    const clicks = Array.from({ length: 20 }, (_, index) => makeAcceptedClick({ userId: `user-${index % 3}` }));
    const posters = [ledger.createPoster(), ledger.createPoster(), ledger.createPoster()];
    const tryUntilPosted = async (poster: (typeof posters)[number]): Promise<void> => {
      for (;;) {
        try {
          await poster.postBatch(clicks);
          return;
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'LEDGER_CONFLICT' });
        }
      }
    };
    await Promise.all(posters.map(tryUntilPosted));
    expect(await sumLedger(ledger)).toEqual({ rows: 20, amounts: 40, balances: 40 });
  });

  it('tells the result and the balance after each click, in the order of acceptance', async () => {
    const ledger = await createLedger();
    const now = Date.now();
    const [late, early] = [makeAcceptedClick({ acceptedAt: now }), makeAcceptedClick({ acceptedAt: now - 5 })];
    await ledger.poster.postBatch([late, early]);
    const outcomeOf = async (clickId: string) => (await ledger.reader.findClick(clickId))?.outcome;
    expect(await outcomeOf(early.clickId)).toEqual({ status: 'credited', amount: 2, balance: 2 });
    expect(await outcomeOf(late.clickId)).toEqual({ status: 'credited', amount: 2, balance: 4 });
    const latest = await ledger.reader.findLatestClicks('user-1', 10);
    expect(latest.map((click) => click.clickId)).toEqual([late.clickId, early.clickId]);
  });

  it('decides on what the transaction sees: cooldown, daily cap, suspension', async () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const ledger = await createLedger({ cooldownMs: 1000, dailyCap: 4 });
    await ledger.accounts.insertOne({
      _id: 'suspended',
      balance: 0,
      credited: 0,
      suspended: true,
      lastCreditedAt: 0,
      day: '',
      creditedToday: 0,
    });
    const at = (acceptedAt: number, userId = 'user-1') => makeAcceptedClick({ acceptedAt, userId });
    const clicks = [at(now), at(now + 500), at(now + 1000), at(now + 9000), at(now + 86_400_000), at(now, 'suspended')];
    await ledger.poster.postBatch(clicks.slice(0, 3));
    await ledger.poster.postBatch(clicks.slice(3));
    const outcomes = await Promise.all(clicks.map((click) => ledger.reader.findClick(click.clickId)));
    expect(outcomes.map((click) => click?.outcome)).toEqual([
      { status: 'credited', amount: 2, balance: 2 },
      { status: 'rejected', code: 'COOLDOWN' },
      { status: 'credited', amount: 2, balance: 4 },
      { status: 'rejected', code: 'DAILY_CAP' },
      { status: 'credited', amount: 2, balance: 6 },
      { status: 'rejected', code: 'ACCOUNT_SUSPENDED' },
    ]);
  });

  it('says that MongoDB refuses a click, and commits nothing of its batch', async () => {
    const ledger = await createLedger();
    await ledger.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const clicks = [makeAcceptedClick(), makeAcceptedClick({ userId: 'broken' })];
    await expect(ledger.poster.postBatch(clicks)).rejects.toMatchObject({ code: 'LEDGER_REFUSED' });
    expect(await ledger.clicks.countDocuments()).toBe(0);
  });

  it('says that MongoDB is out of reach', async () => {
    const ledger = await createLedger();
    await ledger.client.close();
    await expect(ledger.poster.postBatch([makeAcceptedClick()])).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await expect(ledger.reader.findClick('c1')).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    await ledger.client.connect();
  });
});

describe('a ledger that does not answer', () => {
  /** Repeats a call as its caller would. */
  const untilDone = (work: () => Promise<unknown>) =>
    eventually(() => work().then(() => true, (fault: { code?: string }) => (expect(fault.code).toMatch(/^LEDGER_(UNAVAILABLE|CONFLICT)$/), false)));

  /** What else makes calls to MongoDB. */
  function askOthers({ client, db }: Awaited<ReturnType<typeof createLedger>>): Promise<unknown>[] {
    const timed = { commandMs: 500 };
    const archive = createMongoArchive(client, db, timed);
    const eraser = createMongoEraser(client, db, timed);
    const epochs = createMongoEpochLedger(db, timed);
    return [
      archive.count(new Date(), new Date()),
      archive.archiveSome(new Date(0), 1),
      archive.forgetSome(new Date(0), 1),
      eraser.count('user-9'),
      eraser.findSome('user-9', 1),
      eraser.finish('user-9'),
      epochs.read(),
      epochs.raise({ epoch: 'none', mark: 1 }),
      createMongoAuditTrail(db, timed).list({ limit: 1 }),
      createMongoDeadLetters(db, timed).summarizeOpen(),
    ];
  }

  it('keeps no call waiting, and credits each click once when bytes arrive after all', async () => {
    const mongod = await startPrivateMongod();
    const proxy = await startTcpProxy(mongod.port);
    const ledger = await createLedger({}, 500, `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`);
    const first = [makeAcceptedClick()];
    await untilDone(() => ledger.poster.postBatch(first));
    const clicks = Array.from({ length: 5 }, () => makeAcceptedClick());
    const silences = [
      { begin: () => mongod.kill('SIGSTOP'), end: () => mongod.kill('SIGCONT') },
      { begin: () => proxy.hold(), end: () => proxy.release() },
    ];
    for (const { begin, end } of silences) {
      const former = ledger.poster.takerId;
      await begin();
      const calls = await Promise.allSettled([
        ledger.poster.postBatch(clicks),
        ledger.poster.recordMissingBatch('1'),
        ledger.poster.endSessions([former]),
        ledger.reader.ping(),
        ledger.reader.findAccount('user-1'),
        ...askOthers(ledger),
      ]);
      for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'LEDGER_UNAVAILABLE' } });
      expect(ledger.poster.takerId).not.toBe(former);
      await end();
      await untilDone(() => ledger.poster.endSessions([former]));
      await untilDone(() => ledger.poster.postBatch(clicks));
    }
    expect(await sumLedger(ledger)).toEqual({ rows: 6, amounts: 12, balances: 12 });
  });
});

describe('recordMissingBatch', () => {
  it('does not disturb what is posted at the same time', async () => {
    const ledger = await createLedger();
    const clicks = [makeAcceptedClick(), makeAcceptedClick()];
    await Promise.all([ledger.poster.postBatch(clicks), ledger.poster.recordMissingBatch('1'), ledger.poster.recordMissingBatch('2')]);
    expect(await sumLedger(ledger)).toEqual({ rows: 2, amounts: 4, balances: 4 });
    expect((await ledger.deadLetters.find().toArray()).map(({ _id }) => _id).sort()).toEqual(['batch-1', 'batch-2']);
  });
});

describe('recordFailure', () => {
  it('writes ledger row and dead letter together, and a late twin cannot credit the click', async () => {
    const ledger = await createLedger();
    const click = makeAcceptedClick();
    await ledger.poster.recordFailure(click, 'LEDGER_REFUSED', 'no such thing');
    const posted = await ledger.poster.postBatch([click, makeAcceptedClick()]);
    expect([...posted.failedClickIds]).toEqual([click.clickId]);
    expect(await ledger.reader.findClick(click.clickId)).toMatchObject({ outcome: { status: 'failed', code: 'LEDGER_REFUSED' } });
    expect(await ledger.deadLetters.find().toArray()).toMatchObject([{ clickId: click.clickId, message: 'no such thing' }]);
    expect(await sumLedger(ledger)).toEqual({ rows: 2, amounts: 2, balances: 2 });
  });

  it('leaves a click alone that was credited before', async () => {
    const ledger = await createLedger();
    const click = makeAcceptedClick();
    await ledger.poster.postBatch([click]);
    await ledger.poster.recordFailure(click, 'LEDGER_REFUSED', 'too late');
    expect(await ledger.reader.findClick(click.clickId)).toMatchObject({ outcome: { status: 'credited' } });
    expect(await ledger.deadLetters.countDocuments()).toBe(0);
  });
});

describe('endSessions', () => {
  it('lets the next taker through a transaction that was left open', async () => {
    const ledger = await createLedger();
    const click = makeAcceptedClick();
    const dead = ledger.client.startSession();
    dead.startTransaction();
    await ledger.clicks.insertOne({ _id: click.clickId } as never, { session: dead });
    const taker = ledger.createPoster();
    const id = dead.id?.id.toUUID().toString() ?? '';
    await taker.endSessions([id]);
    await taker.postBatch([click]);
    expect(await sumLedger(ledger)).toEqual({ rows: 1, amounts: 2, balances: 2 });
    await dead.endSession().catch(() => undefined);
  });

  it('is not held against the clicks where the former taker was only frozen', async () => {
    const ledger = await createLedger({}, 30_000, (await startPrivateMongod()).url);
    const admin = ledger.client.db('admin');
    const [frozen, taker] = [ledger.createPoster(), ledger.createPoster()];
    const click = makeAcceptedClick();
    const data = { failCommands: ['insert'], blockConnection: true, blockTimeMS: 20_000 };
    await admin.command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
    const posting = frozen.postBatch([click]);
    const inserts = [{ $currentOp: {} }, { $match: { 'command.insert': 'clicks' } }];
    await eventually(async () => (await admin.aggregate(inserts).toArray()).length > 0);
    await Promise.all([expect(posting).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' }), taker.endSessions([frozen.takerId])]);
    await taker.postBatch([click]);
    await frozen.postBatch([click]);
    expect(await sumLedger(ledger)).toEqual({ rows: 1, amounts: 2, balances: 2 });
  });
});

describe('ensureIndexes', () => {
  it('is safe for several starters', async () => {
    const { db } = openTestDatabase();
    await Promise.all(Array.from({ length: 5 }, () => ensureIndexes(db)));
    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['accounts', 'audit_trail', 'clicks', 'clicks_archive', 'dead_letters']);
  });

  it('says that MongoDB cannot be reached where it cannot, and that the connection was closed meanwhile', async () => {
    const { client, db } = openTestDatabase('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100');
    await expect(ensureIndexes(db)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    const interrupted = ensureIndexes(db);
    await Promise.all([client.close(), expect(interrupted).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' })]);
  });
});
