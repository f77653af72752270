import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeAcceptedClick } from '../../test/support/clicks.js';
import { PipelineError, type ErrorCode } from '../click/codes.js';
import type { LedgerPoster } from '../ledger/ledger.js';
import { createLedgerOutage } from './outage.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const POSTED = { failedClickIds: new Set<string>(), acceptedAgain: new Set<never>(), transactionMs: 1, commitMs: 1 };

/** A guarded ledger whose answers the test decides: what a posting and a ping fail with, if anything. */
function createGuarded() {
  const ledger = { posting: undefined as ErrorCode | undefined, isSilent: false, postings: 0, pings: 0 };
  const changes: (string | undefined)[] = [];
  const answer = async <T>(value: T): Promise<T> => {
    ledger.postings += 1;
    if (ledger.posting) throw new PipelineError(ledger.posting, 'no');
    return Promise.resolve(value);
  };
  const bare: LedgerPoster = {
    takerId: 'taker',
    postBatch: () => answer(POSTED),
    recordFailure: () => answer(POSTED),
    recordMissingBatch: () => answer(POSTED),
    endSessions: () => answer(undefined),
    close: () => Promise.resolve(),
  };
  const ping = () => {
    ledger.pings += 1;
    return ledger.isSilent ? Promise.reject(new Error('silent')) : Promise.resolve();
  };
  const outage = createLedgerOutage({ ping, pauseMs: () => 1000, trialMs: 3000, onChange: (reason) => changes.push(reason) });
  const poster = outage.guard(bare);
  /** As the lane does: one posting, whose fault is told as its code. */
  const post = () => poster.postBatch([makeAcceptedClick()]).then(() => 'posted', (fault: PipelineError) => fault.code);
  const failThrice = async () => {
    ledger.posting = 'LEDGER_UNAVAILABLE';
    return [await post(), await post(), await post()];
  };
  return { ledger, outage, changes, post, failThrice };
}

describe('the outage mode', () => {
  it('begins with the third failure in a row for the absence of the ledger, and with no other', async () => {
    const { ledger, outage, changes, post } = createGuarded();
    for (const code of ['LEDGER_CONFLICT', 'LEDGER_REFUSED', 'INTERNAL'] as const) {
      ledger.posting = code;
      for (let tries = 0; tries < 5; tries += 1) expect(await post()).toBe(code);
    }
    ledger.posting = 'LEDGER_UNAVAILABLE';
    await post();
    await post();
    ledger.posting = undefined;
    expect(await post()).toBe('posted');
    ledger.posting = 'LEDGER_UNAVAILABLE';
    await post();
    await post();
    expect([outage.reason(), changes]).toEqual([undefined, []]);
    await post();
    expect([outage.reason(), changes]).toEqual(['silent', ['silent']]);
  });

  it('lets nothing through until a ping is answered, and ends with the posting that succeeds', async () => {
    const { ledger, outage, changes, post, failThrice } = createGuarded();
    ledger.isSilent = true;
    await failThrice();
    const waiting = post();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([ledger.postings, ledger.pings]).toEqual([3, 10]);
    Object.assign(ledger, { isSilent: false, posting: undefined });
    await vi.advanceTimersByTimeAsync(1000);
    expect([await waiting, ledger.postings, outage.reason()]).toEqual(['posted', 4, undefined]);
    expect(changes).toEqual(['silent', 'taking-nothing', undefined]);
  });

  it('goes on when the ledger answers pings but takes no posting: one try for each ping', async () => {
    const { ledger, changes, post, failThrice } = createGuarded();
    await failThrice();
    for (let round = 1; round <= 5; round += 1) {
      const trial = post();
      await vi.advanceTimersByTimeAsync(1000);
      expect([await trial, ledger.postings, ledger.pings]).toEqual(['LEDGER_UNAVAILABLE', 3 + round, round]);
    }
    expect(changes).toEqual(['silent', 'taking-nothing']);
  });

  it('ends with an answer of any other kind: a refusal is one', async () => {
    const { ledger, outage, post, failThrice } = createGuarded();
    await failThrice();
    const trial = post();
    ledger.posting = 'LEDGER_REFUSED';
    await vi.advanceTimersByTimeAsync(1000);
    expect([await trial, outage.reason()]).toEqual(['LEDGER_REFUSED', undefined]);
  });

  it('takes jobs again when nothing in hand can be tried, and the first failure is enough to pause', async () => {
    const { outage, post, failThrice } = createGuarded();
    await failThrice();
    await vi.advanceTimersByTimeAsync(1000);
    expect(outage.reason()).toBe('taking-nothing');
    await vi.advanceTimersByTimeAsync(3000);
    expect(outage.reason()).toBe(undefined);
    expect([await post(), outage.reason()]).toEqual(['LEDGER_UNAVAILABLE', 'silent']);
  });

  it('is not held up by a wall clock that steps back', async () => {
    const { ledger, outage, post, failThrice } = createGuarded();
    await failThrice();
    vi.setSystemTime(Date.now() - 3_600_000);
    const waiting = post();
    ledger.posting = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect([await waiting, outage.reason()]).toEqual(['posted', undefined]);
  });

  it('asks no more after the stop', async () => {
    const { ledger, outage, failThrice } = createGuarded();
    await failThrice();
    outage.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ledger.pings).toBe(0);
  });
});
