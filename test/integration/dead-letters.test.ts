import { MongoClient } from 'mongodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { AcceptedClick } from '../../src/click/click.js';
import type { RewardRules } from '../../src/click/reward-policy.js';
import type { Actor } from '../../src/ledger/audit-trail.js';
import type { AssumedAccounts, LetterQuery } from '../../src/ledger/dead-letters.js';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoDeadLetters } from '../../src/ledger/mongo-dead-letters.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMongoReplayer } from '../../src/ledger/mongo-replayer.js';
import { previewLetters, type LetterResult } from '../../src/ledger/replay-letters.js';
import { makeAcceptedClick } from '../support/clicks.js';
import { openTestDatabase } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';

const ANNA: Actor = { by: 'anna', via: 'command' };
const ALL: LetterQuery = { state: 'all', order: 'oldest', limit: 100 };
const SECOND = 1000;
const NOON = Date.parse('2026-11-23T12:00:00Z');

async function createLedger(given: Partial<RewardRules> = {}) {
  const { client, db } = openTestDatabase();
  await ensureIndexes(db);
  const rules = { amount: 2, cooldownMs: 0, dailyCap: 0, ...given };
  const createPoster = () => createMongoPoster(client, db, { rules, commandMs: 5000 });
  const poster = createPoster();
  return {
    ...openCollections(db),
    db,
    poster,
    createPoster,
    letters: createMongoDeadLetters(db, { commandMs: 5000 }),
    replayer: createMongoReplayer(client, db, { rules, commandMs: 5000, mayDie: true }),
    carefulReplayer: createMongoReplayer(client, db, { rules, commandMs: 5000, mayDie: false }),
    /** A click that failed. */
    fail: async (userId = 'user-1', acceptedAt = Date.now()) => {
      const click = makeAcceptedClick({ userId, acceptedAt });
      await poster.recordFailure(click, 'LEDGER_REFUSED', 'it was refused');
      return click;
    },
  };
}
type Ledger = Awaited<ReturnType<typeof createLedger>>;

/** Letters that first failed a second apart, of two codes and two users. */
async function addLetters({ deadLetters }: Ledger, count: number): Promise<string[]> {
  const letters = Array.from({ length: count }, (_, index) => ({
    _id: `c${index}`,
    clickId: `c${index}`,
    code: index % 3 === 0 ? ('INTERNAL' as const) : ('LEDGER_REFUSED' as const),
    message: 'it was refused',
    payload: makeAcceptedClick({ userId: `user-${index % 2}` }),
    // Pairs at the same instant: a page may end between them.
    at: new Date(NOON + Math.floor(index / 2) * SECOND),
  }));
  await deadLetters.insertMany(letters);
  return letters.map(({ _id }) => _id);
}

async function readPages({ letters }: Ledger, query: LetterQuery): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = query.cursor; ; ) {
    const { letters: found, next } = await letters.list({ ...query, ...(cursor !== undefined && { cursor }) });
    ids.push(...found.map(({ id }) => id));
    if (next === undefined) return ids;
    cursor = next;
  }
}

describe('a dead letter', () => {
  it('tells of the click, why it failed, how often, first and last', async () => {
    const ledger = await createLedger();
    const click = await ledger.fail();
    const letter = await ledger.letters.find(click.clickId);
    expect(letter).toEqual({
      id: click.clickId, state: 'open', code: 'LEDGER_REFUSED', message: 'it was refused', attempts: 1,
      firstAt: letter?.lastAt, lastAt: expect.any(Date), payload: click, replays: [],
    });
    expect(await ledger.letters.find('c0')).toBeUndefined();
  });

  it('of the first version, which knew one time only, is read and replayed like any', async () => {
    const ledger = await createLedger();
    const click = await ledger.fail();
    const at = new Date(NOON);
    await ledger.deadLetters.replaceOne({ _id: click.clickId }, { clickId: click.clickId, code: 'INTERNAL', message: 'old', payload: click, at });
    expect(await ledger.letters.find(click.clickId)).toMatchObject({ state: 'open', attempts: 1, firstAt: at, lastAt: at, replays: [] });
    expect(await ledger.letters.summarizeOpen()).toEqual([{ code: 'INTERNAL', count: 1, oldest: at }]);
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toEqual({ result: 'credited', amount: 2, balance: 2 });
  });
});

describe('the list of dead letters', () => {
  it('gives pages in either order, each letter once, also where several failed at the same instant', async () => {
    const ledger = await createLedger();
    const ids = await addLetters(ledger, 9);
    expect(await readPages(ledger, { ...ALL, limit: 3 })).toEqual(ids);
    expect(await readPages(ledger, { ...ALL, limit: 2, order: 'newest' })).toEqual([...ids].reverse());
  });

  it('goes on where it was when letters before it are replayed or come', async () => {
    const ledger = await createLedger();
    const ids = await addLetters(ledger, 6);
    const { next } = await ledger.letters.list({ ...ALL, state: 'open', limit: 3 });
    await ledger.deadLetters.updateMany({ _id: { $in: ids.slice(0, 3) } }, { $set: { replayedAt: new Date() } });
    expect(await readPages(ledger, { ...ALL, state: 'open', ...(next !== undefined && { cursor: next }) })).toEqual(ids.slice(3));
    expect(await readPages(ledger, { ...ALL, state: 'replayed' })).toEqual(ids.slice(0, 3));
  });

  it('chooses by code, by user and by the first failure', async () => {
    const ledger = await createLedger();
    await addLetters(ledger, 8);
    expect(await readPages(ledger, { ...ALL, code: 'INTERNAL' })).toEqual(['c0', 'c3', 'c6']);
    expect(await readPages(ledger, { ...ALL, userId: 'user-1' })).toEqual(['c1', 'c3', 'c5', 'c7']);
    const times = { since: new Date(NOON + SECOND), before: new Date(NOON + 3 * SECOND) };
    expect(await readPages(ledger, { ...ALL, ...times })).toEqual(['c2', 'c3', 'c4', 'c5']);
    expect(await ledger.letters.countOpen({ ...times, code: 'INTERNAL' })).toBe(1);
  });

  it('is found by indexes alone, as is what is counted and removed', async () => {
    const ledger = await createLedger();
    await addLetters(ledger, 8);
    const client = new MongoClient(inject('mongodbUrl'), { monitorCommands: true });
    onTestFinished(() => client.close());
    const asked: Record<string, unknown>[] = [];
    client.on('commandStarted', ({ command }) => void asked.push(command));
    const letters = createMongoDeadLetters(client.db(ledger.db.databaseName), { commandMs: 5000 });
    for (const choice of [{}, { code: 'INTERNAL' }, { userId: 'user-1' }, { since: new Date(NOON) }] as const) {
      for (const state of ['open', 'replayed', 'all'] as const) await letters.list({ ...ALL, ...choice, state, cursor: `${NOON}-c0` });
      await letters.countOpen(choice);
    }
    await letters.summarizeOpen();
    await letters.removeReplayed(new Date(NOON));

    const questions = asked.filter((command) => ['find', 'aggregate'].some((name) => name in command));
    expect(questions).toHaveLength(18);
    for (const { find, aggregate, filter, sort, pipeline } of questions) {
      const command = aggregate === undefined ? { find, filter, ...(sort !== undefined && { sort }) } : { aggregate, pipeline, cursor: {} };
      const plan = JSON.stringify(await ledger.db.command({ explain: command, verbosity: 'queryPlanner' }), (name, value: unknown) => (name === 'rejectedPlans' ? undefined : value));
      expect(plan).toContain('IXSCAN');
      expect(plan).not.toContain('COLLSCAN');
    }
  });
});

describe('a dry run of many', () => {
  const runAll = async ({ replayer }: Ledger, ids: readonly string[], assumed?: AssumedAccounts) => {
    const results: LetterResult[] = [];
    await previewLetters(replayer, ids, { actor: ANNA, onResult: (result) => results.push(result), ...(assumed && { assumed }) });
    return results;
  };

  it('says of each what the replay of all, one after the other, says afterwards', async () => {
    const ledger = await createLedger({ dailyCap: 7, cooldownMs: 1000 });
    await ledger.poster.postBatch([makeAcceptedClick({ userId: 'anna', acceptedAt: NOON })]);
    const users = ['anna', 'bert', 'anna', 'anna', 'bert', 'anna', 'anna'];
    const clicks: AcceptedClick[] = [];
    // The fourth is within a second of the third: the policy turns it down, and the last one is above the cap.
    for (const [index, user] of users.entries()) clicks.push(await ledger.fail(user, NOON + (index === 3 ? 2 : index) * 2 * SECOND));
    const ids = clicks.map(({ clickId }) => clickId);
    const before = await sumLedger(ledger);
    const foreseen = await runAll(ledger, ids);
    expect(await sumLedger(ledger)).toEqual(before);
    const replayed: LetterResult[] = [];
    for (const id of ids) replayed.push({ id, ...(await ledger.replayer.replay(id, ANNA)) });
    expect(foreseen).toEqual(replayed);
    expect(new Set(foreseen.map(({ result }) => result))).toEqual(new Set(['credited', 'rejected']));
  });

  it('goes on where another one ended, when it is told of that', async () => {
    const ledger = await createLedger();
    const clicks = [await ledger.fail('anna'), await ledger.fail('anna'), await ledger.fail('anna')];
    const ids = clicks.map(({ clickId }) => clickId);
    const assumed: AssumedAccounts = new Map();
    await runAll(ledger, ids.slice(0, 2), assumed);
    expect(assumed.get('anna')).toMatchObject({ balance: 4, suspended: false });
    expect(await runAll(ledger, ids.slice(2), assumed)).toEqual([{ id: ids[2], result: 'credited', amount: 2, balance: 6 }]);
  });
});

describe('a replay', () => {
  it('ends the click as the policy decides now: row, account and letter change together', async () => {
    const ledger = await createLedger();
    const click = await ledger.fail();
    expect(await ledger.replayer.preview(click.clickId, ANNA)).toEqual({ result: 'credited', amount: 2, balance: 2 });
    expect(await sumLedger(ledger)).toMatchObject({ amounts: 0, balances: 0 });
    expect(await ledger.letters.countOpen({})).toBe(1);
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toEqual({ result: 'credited', amount: 2, balance: 2 });

    const row = await ledger.clicks.findOne({ _id: click.clickId });
    expect(row).toMatchObject({ status: 'credited', amount: 2, balance: 2, traceId: click.traceId, acceptedAt: new Date(click.acceptedAt) });
    expect(row).not.toHaveProperty('code');
    expect(await ledger.accounts.findOne({ _id: 'user-1' })).toMatchObject({ balance: 2, credited: 1, suspended: false });
    const record = { ...ANNA, result: 'credited', amount: 2, balance: 2, at: expect.any(Date) };
    expect(await ledger.letters.find(click.clickId)).toMatchObject({ state: 'replayed', attempts: 1, replays: [record] });
    expect(await ledger.letters.summarizeOpen()).toEqual([]);
  });

  it('may be turned down by the policy, which is an end as well', async () => {
    const ledger = await createLedger({ cooldownMs: 60_000 });
    await ledger.poster.postBatch([makeAcceptedClick()]);
    const click = await ledger.fail();
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toEqual({ result: 'rejected', code: 'COOLDOWN' });
    expect(await ledger.clicks.findOne({ _id: click.clickId })).toMatchObject({ status: 'rejected', code: 'COOLDOWN', amount: 0 });
    expect(await sumLedger(ledger)).toMatchObject({ amounts: 2, balances: 2 });
  });

  it('never credits twice: repeated, by several at once, and beside late deliveries', async () => {
    const ledger = await createLedger();
    const failed: AcceptedClick[] = [];
    for (let count = 0; count < 5; count += 1) failed.push(await ledger.fail());
    const posters = [ledger.createPoster(), ledger.createPoster()];
    const deliver = (poster: (typeof posters)[number]) => poster.postBatch(failed).catch((fault: unknown) => expect(fault).toMatchObject({ code: 'LEDGER_CONFLICT' }));
    const replays = failed.flatMap(({ clickId }) => Array.from({ length: 4 }, () => ledger.replayer.replay(clickId, ANNA)));
    const [results] = await Promise.all([Promise.all(replays), ...posters.map(deliver)]);
    for (const { clickId } of failed) results.push(await ledger.replayer.replay(clickId, ANNA));
    await ledger.poster.postBatch(failed);
    await ledger.poster.recordFailure(failed[0] ?? makeAcceptedClick(), 'INTERNAL', 'too late');

    expect(results.filter(({ result }) => result === 'credited').length).toBeLessThanOrEqual(5);
    expect(results.every(({ result }) => ['credited', 'already-replayed', 'failed'].includes(result))).toBe(true);
    expect(await sumLedger(ledger)).toEqual({ rows: 5, amounts: 10, balances: 10 });
    expect(await ledger.letters.countOpen({})).toBe(0);
  });

  it('that fails again leaves the letter open, with an attempt more, until it succeeds', async () => {
    const ledger = await createLedger();
    await ledger.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const click = await ledger.fail('broken');
    const first = await ledger.letters.find(click.clickId);
    expect(await ledger.replayer.preview(click.clickId, ANNA)).toMatchObject({ result: 'failed', code: 'LEDGER_REFUSED' });
    expect(await ledger.letters.find(click.clickId)).toEqual(first);
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toMatchObject({ result: 'failed', code: 'LEDGER_REFUSED' });
    const again = await ledger.letters.find(click.clickId);
    expect(again).toMatchObject({ state: 'open', attempts: 2, firstAt: first?.firstAt, replays: [{ ...ANNA, result: 'failed', code: 'LEDGER_REFUSED' }] });
    expect(Number(again?.lastAt)).toBeGreaterThan(Number(first?.lastAt));
    expect(await ledger.clicks.findOne({ _id: click.clickId })).toMatchObject({ status: 'failed', amount: 0 });

    await ledger.accounts.updateOne({ _id: 'broken' }, { $set: { balance: 0 } });
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toMatchObject({ result: 'credited', balance: 2 });
    expect(await ledger.letters.find(click.clickId)).toMatchObject({ state: 'replayed', attempts: 2 });
  });

  it('of a click that killed its worker is left to a process that nobody else needs', async () => {
    const ledger = await createLedger();
    const click = makeAcceptedClick();
    await ledger.poster.recordFailure(click, 'CLICK_KILLS_WORKER', 'three workers died of it');
    const left = { result: 'unreplayable', why: expect.stringContaining('by the command') };
    expect(await ledger.carefulReplayer.preview(click.clickId, ANNA)).toMatchObject(left);
    expect(await ledger.carefulReplayer.replay(click.clickId, ANNA)).toMatchObject(left);
    expect(await ledger.letters.find(click.clickId)).toMatchObject({ state: 'open', attempts: 1 });
    expect(await ledger.replayer.replay(click.clickId, ANNA)).toMatchObject({ result: 'credited' });
  });

  it('does nothing where there is nothing to replay, and says why', async () => {
    const ledger = await createLedger();
    await ledger.poster.recordMissingBatch('1');
    const gone = await ledger.fail();
    await ledger.clicks.deleteOne({ _id: gone.clickId });
    expect(await ledger.replayer.replay('c0', ANNA)).toEqual({ result: 'absent' });
    expect(await ledger.replayer.replay('batch-1', ANNA)).toMatchObject({ result: 'unreplayable', why: expect.stringContaining('no click') });
    expect(await ledger.replayer.replay(gone.clickId, ANNA)).toMatchObject({ result: 'unreplayable', why: expect.stringContaining('as failed') });
    expect(await ledger.letters.countOpen({})).toBe(2);
    expect(await ledger.clicks.countDocuments()).toBe(0);
  });
});

describe('the removal of replayed letters', () => {
  it('takes those that were replayed before, and never an open one', async () => {
    const ledger = await createLedger();
    await addLetters(ledger, 4);
    await ledger.deadLetters.updateOne({ _id: 'c1' }, { $set: { replayedAt: new Date(NOON) } });
    await ledger.deadLetters.updateOne({ _id: 'c2' }, { $set: { replayedAt: new Date(NOON + SECOND) } });
    expect(await ledger.letters.removeReplayed(new Date(NOON + SECOND))).toBe(1);
    expect(await readPages(ledger, ALL)).toEqual(['c0', 'c2', 'c3']);
  });
});
