import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClickId } from '../click/click-id.js';
import { compareClicks, isClean, type JournaledClick, type LedgerRow } from './audit.js';

/** Where a click is in the end, and what its client knows of it. */
const FATES = ['credited', 'rejected', 'failed', 'queued', 'posting', 'absent'] as const;
const KNOWLEDGE = ['acknowledged', 'refused', 'unknown'] as const;
type Fate = (typeof FATES)[number];

/** A click of a pipeline that keeps its promises: what was acknowledged is somewhere, what was refused is nowhere. */
const honestClick = fc
  .record({ knowledge: fc.constantFrom(...KNOWLEDGE), fate: fc.constantFrom(...FATES), user: fc.nat(3) })
  .filter(({ knowledge, fate }) => (knowledge === 'refused') === (fate === 'absent') || knowledge === 'unknown');
const honestClicks = fc.array(honestClick, { maxLength: 40 });

type Chosen = { readonly knowledge: JournaledClick['knowledge']; readonly fate: Fate; readonly user: number };

function worldOf(chosen: readonly Chosen[]) {
  const clicks = chosen.map(({ user, ...rest }, index) => {
    const [userId, key] = [`user-${user}`, `key-${index}`];
    return { ...rest, userId, key, clickId: createClickId(userId, key) };
  });
  const queued = clicks.filter(({ fate }) => fate === 'queued' || fate === 'posting').map(({ clickId }) => clickId);
  const rows = clicks.flatMap(({ fate, clickId, userId, key }): LedgerRow[] => {
    if (fate === 'queued' || fate === 'absent') return [];
    return [{ clickId, userId, key, status: fate === 'posting' ? 'credited' : fate, acceptedAt: 0 }];
  });
  const failed = clicks.filter(({ fate }) => fate === 'failed').map(({ clickId }) => clickId);
  return {
    journal: { clicks, ownUsers: new Map([0, 1, 2, 3].map((user) => [`user-${user}`, {}])) },
    queue: { depth: queued.length, sizes: queued.length, items: queued.length, clickIds: new Set(queued) },
    ledger: { rows, deadLetters: new Set(failed), erased: new Map(), differences: [] },
  };
}

describe('compareClicks', () => {
  it('finds no fault with a pipeline that keeps its promises', () => {
    fc.assert(
      fc.property(honestClicks, (chosen) => {
        const { journal, queue, ledger } = worldOf(chosen);
        const { counts, findings } = compareClicks(journal, queue, ledger);
        expect(isClean(counts)).toBe(true);
        expect(findings).toEqual([]);
      }),
    );
  });

  it('puts every acknowledged click in exactly one place, whatever happened to it', () => {
    const anyClick = fc.record({
      knowledge: fc.constantFrom(...KNOWLEDGE),
      fate: fc.constantFrom(...FATES),
      user: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(anyClick), fc.boolean(), (chosen, lettersKept) => {
        const { journal, queue, ledger } = worldOf(chosen);
        const deadLetters = lettersKept ? ledger.deadLetters : new Set<string>();
        const { counts } = compareClicks(journal, queue, { ...ledger, deadLetters });
        const { acked, credited, rejected, dead_lettered, in_flight, lost } = counts;
        expect(acked).toBe(chosen.filter(({ knowledge }) => knowledge === 'acknowledged').length);
        expect(credited + rejected + dead_lettered + in_flight + lost).toBe(acked);
      }),
    );
  });

  it('calls every acknowledged click lost whose row disappears, and every refused one a phantom that has a row', () => {
    fc.assert(
      fc.property(honestClicks, (chosen) => {
        const { journal, queue, ledger } = worldOf(chosen);
        const acknowledged = chosen.filter(({ knowledge, fate }) => knowledge === 'acknowledged' && isInLedger(fate));
        const refused = journal.clicks.filter(({ knowledge }) => knowledge === 'refused');
        const rows = refused.map((click): LedgerRow => ({ ...click, status: 'credited', acceptedAt: 0 }));
        const { counts } = compareClicks(journal, { ...queue, clickIds: new Set() }, { ...ledger, rows });
        const waiting = chosen.filter(({ knowledge, fate }) => knowledge === 'acknowledged' && fate === 'queued');
        expect(counts.lost).toBe(acknowledged.length + waiting.length);
        expect(counts.phantom).toBe(refused.length);
      }),
    );
  });

  it('counts a click that was erased where it had ended, though no row and no dead letter is left', () => {
    fc.assert(
      fc.property(honestClicks, (chosen) => {
        const { journal, queue, ledger } = worldOf(chosen);
        const erased = new Map(ledger.rows.map((row) => [row.clickId, row.status]));
        const afterwards = compareClicks(journal, queue, { rows: [], deadLetters: new Set(), erased, differences: [] });
        expect(afterwards.counts).toEqual(compareClicks(journal, queue, ledger).counts);
      }),
    );
  });
});

function isInLedger(fate: Fate): boolean {
  return fate !== 'queued' && fate !== 'absent';
}
