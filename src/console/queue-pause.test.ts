import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditTrail } from '../ledger/audit-trail.js';
import { createPauseWatch, findWhoPaused } from './queue-pause.js';

describe('since when the queue is paused', () => {
  it('is told by its own event, and remembered when BullMQ has forgotten that', () => {
    const watch = createPauseWatch();
    expect(watch(true, { pausedAt: 1000, since: 10 }, 2000)).toEqual({ at: 1000, known: 'event' });
    expect(watch(true, { since: 1500 }, 3000)).toEqual({ at: 1000, known: 'event' });
    expect(watch(true, { pausedAt: 3500, since: 2500 }, 4000)).toEqual({ at: 1000, known: 'event' });
  });

  it('is forgotten when it was resumed, and when something may have been missed', () => {
    const watch = createPauseWatch();
    watch(true, { pausedAt: 1000, since: 10 }, 2000);
    expect(watch(true, { pausedAt: 2600, resumedAt: 2500, since: 10 }, 3000)).toEqual({ at: 2600, known: 'event' });
    expect(watch(true, { since: 9000 }, 10_000)).toEqual({ at: 9000, known: 'at the latest' });
    expect(watch(false, {}, 11_000)).toBeUndefined();
    expect(watch(true, { pausedAt: 12_000, resumedAt: 10_500, since: 9000 }, 13_000)).toEqual({ at: 12_000, known: 'event' });
  });

  it('is at the latest when the oldest event came, or now where none is left', () => {
    expect(createPauseWatch()(true, { since: 500 }, 2000)).toEqual({ at: 500, known: 'at the latest' });
    const watch = createPauseWatch();
    expect(watch(true, {}, 2000)).toEqual({ at: 2000, known: 'at the latest' });
    expect(watch(true, {}, 4000)).toEqual({ at: 2000, known: 'at the latest' });
  });
});

describe('who paused it', () => {
  const entry = (act: AuditEntry['act'], at: number, counts = { changed: 1 } as AuditEntry['counts']): AuditEntry => ({ id: String(at), act, by: 'olga', via: 'http', filter: { reason: `reason of ${at}` }, at: new Date(at), endedAt: new Date(at + 10), result: 'done', counts });
  const trailOf = (...entries: readonly AuditEntry[]): Pick<AuditTrail, 'list'> => ({ list: ({ act }) => Promise.resolve({ entries: entries.filter((each) => each.act === act).sort((a, b) => Number(b.at) - Number(a.at)) }) });
  const MINUTE = 60_000;

  it('is whose entry is of then, however often it was paused again', async () => {
    const trail = trailOf(entry('pause-queue', MINUTE), entry('pause-queue', 2 * MINUTE, { unchanged: 1 }));
    expect(await findWhoPaused(trail, { at: MINUTE + 5, known: 'event' })).toEqual({ at: MINUTE + 5, known: 'event', by: 'olga', reason: `reason of ${MINUTE}` });
  });

  it('is nobody where the trail has none, one of another time, or one that was resumed since', async () => {
    const pausedAt = (at: number) => ({ at, known: 'event' }) as const;
    expect(await findWhoPaused(trailOf(), pausedAt(MINUTE))).toEqual(pausedAt(MINUTE));
    expect(await findWhoPaused(trailOf(entry('pause-queue', MINUTE)), pausedAt(3 * MINUTE))).toEqual(pausedAt(3 * MINUTE));
    expect(await findWhoPaused(trailOf(entry('pause-queue', MINUTE), entry('resume-queue', 2 * MINUTE)), pausedAt(3 * MINUTE))).toEqual(pausedAt(3 * MINUTE));
  });

  it('is the latest of the trail where the time is not known', async () => {
    expect(await findWhoPaused(trailOf(entry('pause-queue', MINUTE)), { at: 9 * MINUTE, known: 'at the latest' })).toMatchObject({ at: MINUTE, known: 'audit trail', by: 'olga' });
  });

  it('is not told while the trail does not answer', async () => {
    const away = { list: () => Promise.reject(new Error('away')) };
    expect(await findWhoPaused(away, { at: 1, known: 'event' })).toEqual({ at: 1, known: 'event', problem: expect.stringMatching(/^MongoDB does not answer: /) as string });
  });
});
