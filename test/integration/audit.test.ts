import { describe, expect, it } from 'vitest';
import { createClickId } from '../../src/click/click-id.js';
import { type AuditedWorld, createAuditedWorld, userOf } from '../support/audited-world.js';

const CLEAN = {
  acked: 23,
  credited: 15,
  rejected: 3,
  dead_lettered: 1,
  in_flight: 4,
  lost: 0,
  duplicated: 0,
  phantom: 0,
  drift: 0,
};

describe('the audit of an honest pipeline', () => {
  it('finds every acknowledged click, and nothing else', async () => {
    const world = await createAuditedWorld();
    expect(await world.audit()).toEqual(CLEAN);
  });

  it('leaves clicks of others alone', async () => {
    const world = await createAuditedWorld();
    await world.creditClick({ _id: createClickId('somebody', 'else-0001'), userId: 'somebody', idempotencyKey: 'else-0001' });
    expect(await world.audit()).toEqual(CLEAN);
  });

  it('lets a click that was never answered be in the ledger', async () => {
    const world = await createAuditedWorld();
    await world.creditClick(rowOf(userOf(world.run, 2), 'unknown-01'));
    expect(await world.audit()).toEqual(CLEAN);
  });

  it('lets a killed load have sent clicks that it had no time to write down', async () => {
    const world = await createAuditedWorld();
    await world.creditClick(rowOf(userOf(world.run, 0), 'last-0001'));
    await world.creditClick(rowOf(userOf(world.run, 0), 'refused-01'));
    expect(await world.audit({ killed: true })).toEqual(CLEAN);
  });

  it('takes a click that is posted and not yet finished for credited', async () => {
    const world = await createAuditedWorld();
    const [item] = await world.redis.lrange(world.keys.openBatch(world.queuedBatch), 0, 0);
    const [, clickId = '', userId = '', idempotencyKey = ''] = JSON.parse(item?.split('|').slice(1).join('|') ?? '[]');
    await world.creditClick({ _id: clickId, userId, idempotencyKey });
    expect(await world.audit()).toEqual({ ...CLEAN, credited: 16, in_flight: 3 });
  });
});

describe('a planted fault', () => {
  it('deleted row: lost, and the balance has no reason any more', async () => {
    const world = await createAuditedWorld();
    await world.collections.clicks.deleteOne({ _id: firstPosted(world).clickId });
    expect(await world.audit()).toEqual({ ...CLEAN, credited: 14, lost: 1, drift: 1 });
  });

  it('row and credit deleted: lost', async () => {
    const world = await createAuditedWorld();
    const { clickId, userId } = firstPosted(world);
    await world.collections.clicks.deleteOne({ _id: clickId });
    await world.raiseAccount(userId, { balance: -1, credited: -1 });
    expect(await world.audit()).toEqual({ ...CLEAN, credited: 14, lost: 1 });
  });

  it('second row of one click, credited: duplicated', async () => {
    const world = await createAuditedWorld();
    const { userId, idempotencyKey } = firstPosted(world);
    await world.creditClick({ _id: 'another-id', userId, idempotencyKey });
    expect(await world.audit()).toEqual({ ...CLEAN, duplicated: 1 });
  });

  it('second credit without a row: duplicated, and the balance is off', async () => {
    const world = await createAuditedWorld();
    await world.raiseAccount(firstPosted(world).userId, { balance: 1, credited: 1 });
    expect(await world.audit()).toEqual({ ...CLEAN, duplicated: 1, drift: 1 });
  });

  it('shifted balance: drift', async () => {
    const world = await createAuditedWorld();
    await world.raiseAccount(firstPosted(world).userId, { balance: -7 });
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 7 });
  });

  it('account deleted, and an account out of nowhere: drift', async () => {
    const world = await createAuditedWorld();
    await world.collections.accounts.deleteOne({ _id: firstPosted(world).userId });
    await world.raiseAccount('nobody', { balance: 2, credited: 0 });
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 7 });
  });

  it('row of a click that was refused: phantom', async () => {
    const world = await createAuditedWorld();
    await world.creditClick(rowOf(userOf(world.run, 0), 'refused-01'));
    await world.creditClick(rowOf(userOf(world.run, 1), 'refused-02'));
    expect(await world.audit()).toEqual({ ...CLEAN, phantom: 2 });
  });

  it('row of a click that was never sent: phantom', async () => {
    const world = await createAuditedWorld();
    await world.creditClick(rowOf(userOf(world.run, 0), 'never-sent'));
    expect(await world.audit()).toEqual({ ...CLEAN, phantom: 1 });
  });

  it('row that is too old to be among the last sends of a killed load: phantom', async () => {
    const world = await createAuditedWorld();
    await world.creditClick(rowOf(userOf(world.run, 0), 'never-sent'), new Date(Date.now() - 60_000));
    expect(await world.audit({ killed: true })).toEqual({ ...CLEAN, phantom: 1 });
  });

  it('vanished batch: its clicks are lost, and the depth counts what is not there', async () => {
    const world = await createAuditedWorld();
    await world.redis.del(world.keys.openBatch(world.queuedBatch));
    expect(await world.audit()).toEqual({ ...CLEAN, in_flight: 0, lost: 4, drift: 4 });
  });

  it('size of a batch changed: drift between depth, sizes and batches', async () => {
    const world = await createAuditedWorld();
    await world.redis.hincrby(world.keys.sizes, world.queuedBatch, 3);
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 6 });
  });

  it('batch that is listed no more: its clicks are lost, whatever still lies in its list', async () => {
    const world = await createAuditedWorld();
    await world.redis.zrem(world.keys.unfinished, world.queuedBatch);
    expect(await world.audit()).toEqual({ ...CLEAN, in_flight: 0, lost: 4, drift: 4 });
  });

  it('click twice in a batch: drift between its size and what it holds', async () => {
    const world = await createAuditedWorld();
    const [item = ''] = await world.redis.lrange(world.keys.openBatch(world.queuedBatch), 0, 0);
    await world.redis.rpush(world.keys.openBatch(world.queuedBatch), item);
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 1 });
  });

  it('click that cannot be read any more: lost', async () => {
    const world = await createAuditedWorld();
    await world.redis.lset(world.keys.openBatch(world.queuedBatch), 0, 'nothing that was written so');
    expect(await world.audit()).toEqual({ ...CLEAN, in_flight: 3, lost: 1 });
  });

  it('clicks counted that were never accepted: drift between depth and sizes', async () => {
    const world = await createAuditedWorld();
    await world.redis.hincrby(world.keys.totals, 'accepted', 2);
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 2 });
  });

  it('amount of a row changed: drift', async () => {
    const world = await createAuditedWorld();
    await world.collections.clicks.updateOne({ _id: firstPosted(world).clickId }, { $inc: { amount: 9 } });
    expect(await world.audit()).toEqual({ ...CLEAN, drift: 9 });
  });

  it('one row lost and another made up for the same user: sums that agree hide neither', async () => {
    const world = await createAuditedWorld();
    const { clickId, userId } = firstPosted(world);
    await world.collections.clicks.updateOne({ _id: clickId }, { $set: { status: 'failed' } });
    await world.creditClick(rowOf(userId, 'never-sent'));
    await world.raiseAccount(userId, { balance: -1, credited: -1 });
    expect(await world.audit()).toEqual({ ...CLEAN, credited: 14, lost: 1, phantom: 1 });
  });

  it('failed click without a dead letter: lost', async () => {
    const world = await createAuditedWorld();
    await world.collections.deadLetters.deleteMany({});
    expect(await world.audit()).toEqual({ ...CLEAN, dead_lettered: 0, lost: 1 });
  });

  it('answers that gave one click two ids: the one that is nowhere is lost', async () => {
    const world = await createAuditedWorld();
    const [line] = world.lines;
    if (line) world.lines.push({ ...line, status: 200, clickId: 'another-id', kind: 'duplicate' });
    expect(await world.audit()).toEqual({ ...CLEAN, acked: 24, lost: 1 });
  });
});

function firstPosted({ posted }: AuditedWorld) {
  const [click] = posted;
  if (!click) throw new Error('nothing was posted');
  return click;
}

function rowOf(userId: string, idempotencyKey: string) {
  return { _id: createClickId(userId, idempotencyKey), userId, idempotencyKey };
}
