import type { Alert } from '../../../src/console/measured.ts';
import type { Known } from './judge.ts';
import { looksBack } from './looks-back.ts';

/** Alerts that fire, by what they say: of now, of what is over, or nothing that another one does not explain. */
export type SeparatedAlerts = { readonly present: readonly Alert[]; readonly past: readonly Alert[]; readonly explained: readonly Alert[] };

export function separateAlerts(firing: readonly Alert[], known: Pick<Known, 'health' | 'overview'>): SeparatedAlerts {
  const [explained, others] = divide(firing, ({ isInhibited }) => isInhibited === true);
  const [past, present] = divide(others, (alert) => looksBack(alert, known));
  return { present, past, explained };
}

function divide<T>(all: readonly T[], isOne: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isOne), all.filter((one) => !isOne(one))];
}
