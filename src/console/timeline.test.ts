import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../ledger/dead-letters.js';
import type { LogLine } from './found.js';
import { statusOf, type KnownClick } from './known-click.js';
import { toTimeline } from './timeline.js';

const CLICK = `c${'0a'.repeat(20)}`;
const line = (at: number, process: string, message: string, fields: LogLine['fields']): LogLine => ({ at, process, level: 'info', message, fields });
const job = (at: number, fields: LogLine['fields']) => line(at, 'mining-click-worker', 'job', { outcome: 'posted', batchId: 'batch-one', batchSize: 2, jobId: 'b-batch-one', attempts: 1, durationMs: 30.4, mongoTransactionMs: 9, mongoCommitMs: 4, ...fields });
const row = { clickId: CLICK, userId: 'anna', idempotencyKey: 'key-00000001', traceId: '', status: 'credited', amount: 3, balance: 9, acceptedAt: new Date(1000), processedAt: new Date(1050) } as const;
const letter: DeadLetter = {
  id: CLICK, state: 'open', code: 'LEDGER_REFUSED', message: 'it was refused', attempts: 1, firstAt: new Date(1040), lastAt: new Date(1040),
  payload: { clickId: CLICK, userId: 'anna', idempotencyKey: 'key-00000001', traceId: '', acceptedAt: 1000 }, replays: [],
};
const shortOf = (known: Partial<KnownClick>) => toTimeline({ clickId: CLICK, lines: [], ...known }).map(({ what, at, from, sinceBefore }) => [what, at, from, sinceBefore]);

describe('the timeline of a click', () => {
  it('tells times and durations from what knows each step best', () => {
    const lines = [line(1003, 'mining-click-api', 'request', { method: 'POST', status: 202, durationMs: 3.2 }), job(1060, {})];
    expect(shortOf({ queued: { batchId: 'batch-one', userId: 'anna' }, ledger: { kind: 'row', row }, lines })).toEqual([
      ['accepted', 1000, 'ledger', undefined],
      ['batched', 1000, 'redis', 0],
      ['taken', 1030, 'logs', 30],
      ['attempt', 1060, 'logs', 30],
      // Its clock is the worker's too, and the line is written after the commit.
      ['committed', 1050, 'ledger', 0],
    ]);
  });

  it('has each attempt that failed, of the batch or of the click, before the one that did not', () => {
    const fault = (at: number, where: string) => line(at, 'mining-click-worker', 'fault', { where, errorCode: 'LEDGER_UNAVAILABLE', error: 'away' });
    const steps = toTimeline({ clickId: CLICK, ledger: { kind: 'row', row }, lines: [fault(1010, 'job'), fault(1020, 'posting to the ledger'), job(1045, { attempts: 3, durationMs: 5 })] });
    expect(steps.map(({ what, at }) => [what, at])).toEqual([['accepted', 1000], ['batched', 1000], ['attempt', 1010], ['attempt', 1020], ['taken', 1040], ['attempt', 1045], ['committed', 1050]]);
    expect(steps[3]?.detail).toBe('Failed in mining-click-worker, posting to the ledger: LEDGER_UNAVAILABLE: away');
    expect(steps[4]?.detail).toBe('Taken by mining-click-worker with job b-batch-one: attempt 3 of its batch.');
  });

  it('says of the attempt in which it failed that it did, why, and which one it was', () => {
    const failedRow = { ...row, status: 'failed', amount: 0, code: 'LEDGER_REFUSED', processedAt: new Date(1040) } as const;
    const stepsOf = (known: Partial<KnownClick>) => toTimeline({ clickId: CLICK, ledger: { kind: 'row', row: failedRow }, lines: [job(1045, { attempts: 2, mongoTransactionMs: 0, mongoCommitMs: 0 })], ...known });
    const failed = stepsOf({ letter });
    expect(failed.map(({ what, at, isFailure = false }) => [what, at, isFailure])).toEqual([
      ['accepted', 1000, false], ['batched', 1000, false], ['taken', 1015, false], ['attempt', 1040, true], ['failed', 1040, true],
    ]);
    expect(failed[3]?.detail).toBe('Failed in mining-click-worker, attempt 2 of its batch: LEDGER_REFUSED: it was refused');
    expect(failed[4]?.detail).toBe('Ended as failed, with a dead letter, which is open: LEDGER_REFUSED: it was refused');

    const actor = { by: 'olga', via: 'command', at: new Date(5000) } as const;
    const again = stepsOf({ letter: { ...letter, code: 'INTERNAL', message: 'another fault', lastAt: actor.at, replays: [{ ...actor, result: 'failed', code: 'INTERNAL', message: 'another fault' }] } });
    expect(again.slice(3).map(({ what, detail }) => [what, detail])).toEqual([
      ['attempt', 'Failed in mining-click-worker, attempt 2 of its batch: LEDGER_REFUSED.'],
      ['failed', 'Ended as failed, with a dead letter, which is open: LEDGER_REFUSED.'],
      ['replayed', 'Replayed by olga (by the command): failed again, INTERNAL: another fault.'],
    ]);
    const own = line(9000, 'mining-click-worker', 'fault', { where: 'posting to the ledger', clickId: CLICK, errorCode: 'LEDGER_REFUSED', error: 'it was refused', leftOut: 0 });
    const withLine = stepsOf({ letter: { ...letter, message: 'another fault', replays: [{ ...actor, result: 'failed', code: 'INTERNAL', message: 'another fault' }] }, lines: [job(1045, {}), own] });
    expect(withLine.filter(({ what }) => what === 'attempt').map(({ at, detail }) => [at, detail])).toEqual([[1040, 'Failed in mining-click-worker, attempt 1 of its batch: LEDGER_REFUSED: it was refused']]);
    // What comes once more, after the failure, was no failure; and without log lines nothing is known of an attempt.
    expect(stepsOf({ letter, lines: [job(1045, {}), job(9000, { attempts: 3 })] }).filter(({ what }) => what === 'attempt').map(({ isFailure }) => isFailure)).toEqual([true, undefined]);
    expect(stepsOf({ lines: [] }).map(({ what }) => what)).toEqual(['accepted', 'failed']);
  });

  it('of a click that was replayed has both its failure and its credit', () => {
    const replays = [{ by: 'olga', via: 'http', at: new Date(5000), result: 'credited', amount: 3, balance: 9 }] as const;
    const steps = toTimeline({ clickId: CLICK, ledger: { kind: 'row', row: { ...row, processedAt: new Date(5000) } }, letter: { ...letter, state: 'replayed', replays }, lines: [job(1045, {})] });
    expect(steps.map(({ what, at, isFailure = false }) => [what, at, isFailure])).toEqual([
      ['accepted', 1000, false], ['batched', 1000, false], ['taken', 1015, false], ['attempt', 1040, true], ['failed', 1040, true], ['replayed', 5000, false], ['committed', 5000, false],
    ]);
  });

  it('of one that only log lines know says so, and a repetition is no acceptance', () => {
    expect(shortOf({ lines: [line(1003, 'mining-click-api', 'request', { method: 'POST', status: 202, durationMs: 3 }), job(1060, {})] })).toEqual([
      ['accepted', 1003, 'logs', undefined], ['batched', 1003, 'logs', 0], ['taken', 1030, 'logs', 27], ['attempt', 1060, 'logs', 30],
    ]);
    expect(shortOf({ lines: [line(1003, 'mining-click-api', 'request', { method: 'POST', status: 200 }), line(1003, 'mining-click-api', 'request', { method: 'GET', status: 404 })] })).toEqual([]);
  });

  it('says what happened without a time where nobody knows when', () => {
    expect(shortOf({ ledger: { kind: 'stub', stub: { status: 'credited', archivedAt: new Date(9000) } } })).toEqual([
      ['accepted', null, 'ledger', undefined], ['committed', null, 'ledger', undefined], ['archived', 9000, 'ledger', undefined],
    ]);
    expect(shortOf({ queued: { batchId: 'batch-one', userId: 'anna', unfinished: { openedAt: 1000, attempts: 2, size: 5 } } })).toEqual([
      ['accepted', null, 'redis', undefined], ['batched', null, 'redis', undefined], ['taken', null, 'redis', undefined],
    ]);
  });
});

describe('the status of a click', () => {
  const of = (known: Partial<KnownClick>) => statusOf({ clickId: CLICK, lines: [], ...known });
  const replayed = (replay: DeadLetter['replays'][number]) => ({ ...letter, state: 'replayed', replays: [replay] }) as const;

  it('is what the ledger says, whatever the queue still has', () => {
    const queued = { batchId: 'b', userId: 'anna', unfinished: { openedAt: 1, attempts: 1, size: 1 } };
    expect(of({ ledger: { kind: 'row', row }, queued, letter })).toEqual({ status: 'credited' });
    expect(of({ ledger: { kind: 'row', row: { ...row, archivedAt: new Date() } } })).toEqual({ status: 'archived' });
    expect(of({ ledger: { kind: 'stub', stub: { status: 'credited', erasedAt: new Date() } } })).toEqual({ status: 'erased' });
    expect(of({ queued, letter })).toEqual({ status: 'queued' });
  });

  it('is what its dead letter says where nobody else knows, and unknown where nobody does', () => {
    const actor = { by: 'olga', via: 'http', at: new Date() } as const;
    expect(of({ letter })).toEqual({ status: 'failed', code: 'LEDGER_REFUSED' });
    expect(of({ letter: replayed({ ...actor, result: 'credited', amount: 1, balance: 1 }) })).toEqual({ status: 'credited' });
    expect(of({ letter: replayed({ ...actor, result: 'rejected', code: 'DAILY_CAP' }) })).toEqual({ status: 'rejected', code: 'DAILY_CAP' });
    expect(of({ queued: { batchId: 'b', userId: 'anna' } })).toEqual({ status: 'unknown' });
  });
});
