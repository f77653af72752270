import { describe, expect, it } from 'vitest';
import { runAudited, type AuditedIntent } from '../../src/ledger/audit-trail.js';
import { createMongoAuditTrail } from '../../src/ledger/mongo-audit-trail.js';
import { openTestDatabase } from '../support/namespace.js';

const openTrail = () => createMongoAuditTrail(openTestDatabase().db, { commandMs: 5000 });
const intentOf = (by: string): AuditedIntent => ({ by, via: 'command', act: 'replay-dead-letters', filter: { code: 'INTERNAL' } });

describe('the audit trail', () => {
  it('writes down an act before it is done, and once what came of it', async () => {
    const trail = openTrail();
    const id = await trail.begin(intentOf('anna'));
    expect(await trail.list({ limit: 10 })).toEqual({ entries: [{ ...intentOf('anna'), id, at: expect.any(Date), result: 'begun', counts: {} }] });
    await trail.end(id, { result: 'stopped', why: 'by a signal', counts: { credited: 2 } });
    await trail.end(id, { result: 'done', counts: { credited: 9 } });
    const [entry] = (await trail.list({ limit: 10 })).entries;
    expect(entry).toMatchObject({ result: 'stopped', why: 'by a signal', counts: { credited: 2 }, endedAt: expect.any(Date) });
  });

  it('gives pages, newest first, that entries added meanwhile do not shift, of one act or one person', async () => {
    const trail = openTrail();
    for (const by of ['anna', 'bert', 'anna', 'anna']) await trail.begin(intentOf(by));
    const first = await trail.list({ limit: 2 });
    await trail.begin(intentOf('bert'));
    const second = await trail.list({ limit: 2, ...(first.next !== undefined && { cursor: first.next }) });
    expect([...first.entries, ...second.entries].map(({ by }) => by)).toEqual(['anna', 'anna', 'bert', 'anna']);
    expect(second.next).toBeUndefined();
    expect((await trail.list({ limit: 9, by: 'bert' })).entries).toHaveLength(2);
    expect((await trail.list({ limit: 9, act: 'erase-user' })).entries).toEqual([]);
  });

  it('keeps what was counted of an act, and its fault when it fails', async () => {
    const trail = openTrail();
    const end = await runAudited(trail, intentOf('anna'), (count) => {
      for (const what of ['credited', 'rejected', 'credited']) count(what);
      return Promise.resolve('done');
    });
    expect(end).toEqual({ result: 'done', counts: { credited: 2, rejected: 1 } });
    const failing = runAudited(trail, intentOf('anna'), (count) => {
      count('credited');
      return Promise.reject(new Error('no disk'));
    });
    await expect(failing).rejects.toThrow('no disk');
    const [failed, done] = (await trail.list({ limit: 2 })).entries;
    expect(done).toMatchObject(end);
    expect(failed).toMatchObject({ result: 'failed', why: 'no disk', counts: { credited: 1 } });
  });

  it('lets nothing be done that it cannot write down', async () => {
    let isDone = false;
    const away = { ...openTrail(), begin: () => Promise.reject(new Error('the ledger is away')) };
    const act = () => Promise.resolve((isDone = true) && ('done' as const));
    await expect(runAudited(away, intentOf('anna'), act)).rejects.toThrow('the ledger is away');
    expect(isDone).toBe(false);
  });
});
