import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AcceptedClick } from '../click/click.js';
import type { RewardRules } from '../click/reward-policy.js';
import { examineAccount as examine, type CreditedRow } from './account-repair.js';
import type { AccountDocument, ClickDocument } from './documents.js';
import { planPosting } from './plan-posting.js';

const FREE: RewardRules = { amount: 1, cooldownMs: 0, dailyCap: 0 };
const MIDNIGHT = Date.UTC(2026, 10, 24);

function clickOf(index: number, acceptedAt: number): AcceptedClick {
  return { clickId: `c${index}`, userId: 'anna', idempotencyKey: `key-${index}`, traceId: '', acceptedAt };
}

/** What postings, one after the other, leave of one user: the account as MongoDB has it, and the credited rows. */
function post(postings: readonly (readonly AcceptedClick[])[], rules = FREE) {
  const credited: ClickDocument[] = [];
  let account: AccountDocument | undefined;
  postings.forEach((clicks, index) => {
    const { rows, updates } = planPosting(clicks, account ? [account] : [], rules, new Date(MIDNIGHT + index));
    credited.push(...rows.filter(({ status }) => status === 'credited'));
    for (const { u } of updates) {
      const { $inc, $set } = u as { $inc: { balance: number; credited: number }; $set: Partial<AccountDocument> };
      const { balance = 0, credited: count = 0, suspended = false } = account ?? {};
      account = { _id: 'anna', suspended, ...$set, balance: balance + $inc.balance, credited: count + $inc.credited } as AccountDocument;
    }
  });
  return { account, rows: credited };
}

const examineAccount = (...[account, rows]: [Parameters<typeof examine>[0], readonly CreditedRow[]]) => examine(account, rows, MIDNIGHT + 3_600_000);
const rowsOf = (count: number) => post(Array.from({ length: count }, (_, index) => [clickOf(index, MIDNIGHT + index)]));
const times = fc.integer({ min: MIDNIGHT - 3_600_000, max: MIDNIGHT + 3_600_000 });
const anyRules = fc.record({ amount: fc.integer({ min: 1, max: 9 }), cooldownMs: fc.constantFrom(0, 60_000), dailyCap: fc.constantFrom(0, 20) });
const anyPostings = fc.array(fc.array(times, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });
const toClicks = (postings: readonly (readonly number[])[]) => {
  let index = 0;
  return postings.map((posting) => posting.map((time) => clickOf((index += 1), time)));
};

describe('an account that the ledger wrote itself', () => {
  it('is right, whatever the rules, around midnight too, and in whatever order its rows are read', () => {
    fc.assert(
      fc.property(anyPostings, anyRules, (postings, rules) => {
        const { account, rows } = post(toClicks(postings), rules);
        expect(examineAccount(account, rows)).toEqual({ kind: 'right', balance: account?.balance, credited: rows.length });
        expect(examineAccount(account, [...rows].reverse())).toMatchObject({ kind: 'right' });
      }),
    );
  });

  it('is right when its oldest clicks were forgotten, and when all were', () => {
    const { account, rows } = rowsOf(5);
    const forget = (clicks: number) => examineAccount({ ...account, forgotten: { amount: clicks, clicks } }, rows.slice(clicks));
    for (const clicks of [1, 3, 5]) expect(forget(clicks)).toEqual({ kind: 'right', balance: 5, credited: 5 });
  });

  it('is not believed about forgotten clicks what they cannot have made', () => {
    const { account, rows } = rowsOf(5);
    const forgotten = { amount: 2, clicks: 2 };
    const changed = (part: object) => examineAccount({ ...account, forgotten, ...part }, rows.slice(2));
    for (const part of [{ lastCreditedAt: 9e15 }, { lastCreditedAt: 5 }, { creditedToday: 6 }, { creditedToday: 2 }, { day: '2026-12-24' }, { day: '2026-11-23' }]) {
      expect(changed(part)).toMatchObject({ kind: 'wrong', balance: 5 });
    }
  });

  it('is right when it was suspended', () => {
    const { account, rows } = rowsOf(2);
    expect(examineAccount({ ...account, suspended: true }, rows)).toMatchObject({ kind: 'right' });
  });
});

describe('an account that somebody changed', () => {
  const { account, rows } = rowsOf(3);
  const fields = ['balance', 'credited', 'suspended', 'lastCreditedAt', 'day', 'creditedToday'] as const;

  it.each(fields)('gets its %s back, whatever was put there', (field) => {
    const right = account?.[field];
    for (const from of ['12x', -1, null, undefined, Number.NaN, { $numberDecimal: '3' }]) {
      const finding = examineAccount({ ...account, [field]: from }, rows);
      // Anything that the policy takes for suspended stays so.
      const to = field === 'suspended' ? Boolean(from) : right;
      expect(finding).toEqual({ kind: 'wrong', balance: 3, credited: 3, changes: [{ field, from, to }] });
    }
  });

  it('is made anew where it is gone', () => {
    const finding = examineAccount(undefined, rows);
    expect(finding).toMatchObject({ kind: 'wrong', balance: 3 });
    const made = finding.kind === 'wrong' ? Object.fromEntries(finding.changes.map(({ field, to }) => [field, to])) : {};
    expect({ _id: 'anna', ...made }).toEqual(account);
  });

  it('is left alone where nobody knows the user', () => {
    expect(examineAccount(undefined, [])).toEqual({ kind: 'absent' });
  });

  it.each([null, 7, {}, { amount: '3', clicks: 3 }, { amount: 2, clicks: 3 }, { amount: 3, clicks: 0 }, { amount: -1, clicks: -1 }])(
    'is not guessed where its forgotten is %j',
    (forgotten) => {
      expect(examineAccount({ ...account, forgotten }, rows)).toMatchObject({ kind: 'unclear', why: expect.stringContaining('forgotten') as string });
    },
  );

  it('is not guessed where the oldest row tells of more than is in forgotten', () => {
    const later = rows.slice(1);
    expect(examineAccount({ ...account, forgotten: undefined }, later)).toEqual({
      kind: 'unclear',
      why: 'before the oldest of its clicks that the ledger has it held 1, and its field forgotten tells of 0',
    });
    expect(examineAccount(undefined, later)).toMatchObject({ kind: 'unclear' });
  });

  it.each([{ amount: 0 }, { amount: '1' }, { acceptedAt: undefined }, { processedAt: new Date(Number.NaN) }])('is not guessed where a row has %j', (part) => {
    const broken = { ...rows[1], ...part } as unknown as CreditedRow;
    expect(examineAccount(account, [broken])).toEqual({ kind: 'unclear', why: 'the row of its click c1 has an amount or a time that cannot be read' });
  });
});
