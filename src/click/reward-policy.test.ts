import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AcceptedClick } from './click.js';
import { decideReward, NEW_ACCOUNT, type RewardRules } from './reward-policy.js';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;
const clickAt = (acceptedAt: number): AcceptedClick => ({
  clickId: 'c1',
  userId: 'alice',
  idempotencyKey: 'key-00000001',
  traceId: '0'.repeat(32),
  acceptedAt,
});
const rules = (given: Partial<RewardRules> = {}): RewardRules => ({ amount: 3, cooldownMs: 0, dailyCap: 0, ...given });

/** Decides on clicks at the given times, one after the other, and says what came of each. */
function decideAll(times: readonly number[], given: RewardRules): string[] {
  let account = NEW_ACCOUNT;
  return times.map((time) => {
    const decision = decideReward(clickAt(time), account, given);
    if (decision.kind === 'reject') return decision.code;
    account = decision.account;
    return `credit ${account.balance}`;
  });
}

describe('decideReward', () => {
  it('credits the fixed amount', () => {
    expect(decideAll([NOON, NOON], rules())).toEqual(['credit 3', 'credit 6']);
  });

  it('rejects every click of a suspended account', () => {
    const decision = decideReward(clickAt(NOON), { ...NEW_ACCOUNT, suspended: true }, rules());
    expect(decision).toEqual({ kind: 'reject', code: 'ACCOUNT_SUSPENDED' });
  });

  it('rejects until the cooldown is over, counted from the last credited click', () => {
    const times = [NOON, NOON + 999, NOON + 1000, NOON + 1500];
    expect(decideAll(times, rules({ cooldownMs: 1000 }))).toEqual(['credit 3', 'COOLDOWN', 'credit 6', 'COOLDOWN']);
  });

  it('rejects above the cap of a UTC day, and starts anew on the next', () => {
    const times = [NOON, NOON, NOON, NOON + DAY_MS];
    expect(decideAll(times, rules({ dailyCap: 6 }))).toEqual(['credit 3', 'credit 6', 'DAILY_CAP', 'credit 9']);
  });

  it('lets nobody pass the cap by a click of yesterday that comes late', () => {
    const times = [NOON, NOON - DAY_MS, NOON];
    expect(decideAll(times, rules({ dailyCap: 3 }))).toEqual(['credit 3', 'DAILY_CAP', 'DAILY_CAP']);
  });

  it('never credits more than the cap in one day, where a late click counts for the latest day that was credited', () => {
    const times = fc.array(fc.integer({ min: NOON - DAY_MS, max: NOON + DAY_MS }), { maxLength: 30 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 20 }), (all, dailyCap) => {
        const days = new Map<string, number>();
        let latest = '';
        decideAll(all, rules({ dailyCap })).forEach((result, index) => {
          if (!result.startsWith('credit')) return;
          const day = new Date(all[index] ?? 0).toISOString().slice(0, 10);
          latest = day > latest ? day : latest;
          days.set(latest, (days.get(latest) ?? 0) + 3);
        });
        for (const sum of days.values()) expect(sum).toBeLessThanOrEqual(dailyCap);
      }),
    );
  });
});
