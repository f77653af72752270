import { describe, expect, it } from 'vitest';
import type { Alert, Alerts } from '../../../src/console/measured.ts';
import { stateOf } from './alert-state.ts';

const alert = (name: string, severity: string, summary = 'it is so'): Alert => ({ name, severity, summary, description: '', startsAt: 0, labels: {} });
const alertsOf = (lists: Partial<Alerts>): Alerts => ({ at: 0, firing: [], pending: [], silenced: [], problems: [], ...lists });
const entry = { name: 'A', severity: 'critical', summary: '<job> is so' };

describe('the state of a runbook', () => {
  it('is that of its alert, the severest that fires first, then what is about to, then what is silenced', () => {
    const critical = stateOf(entry, alertsOf({ firing: [alert('A', 'critical')] }));
    const warning = stateOf(entry, alertsOf({ firing: [alert('A', 'warning')], pending: [alert('A', 'warning')] }));
    const pending = stateOf(entry, alertsOf({ pending: [alert('A', 'critical')], silenced: [alert('A', 'critical')] }));
    const silenced = stateOf(entry, alertsOf({ silenced: [alert('A', 'critical')] }));
    const quiet = stateOf(entry, alertsOf({ firing: [alert('B', 'critical')] }));
    expect([critical, warning, pending, silenced, quiet].map(({ word }) => word)).toEqual(['Fires now', 'Fires now', 'Pending', 'Silenced', 'Does not fire']);
    const ranks = [critical, warning, pending, silenced, quiet].map(({ rank }) => rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  it('counts alerts that differ by their labels, and says what each says', () => {
    expect(stateOf(entry, alertsOf({ firing: [alert('A', 'critical', 'api is so'), alert('A', 'critical', 'worker is so')] }))).toMatchObject({ word: 'Fires now, 2 times', summary: 'api is so; worker is so' });
  });

  it('names two of them, and says how many more there are', () => {
    const firing = ['a', 'b', 'c', 'd'].map((summary) => alert('A', 'critical', summary));
    expect(stateOf(entry, alertsOf({ firing }))).toMatchObject({ word: 'Fires now, 4 times', summary: 'a; b; 2 more' });
  });

  it('puts a budget behind what spends it, and what another alert explains last, but before what is less severe', () => {
    const rankOf = (firing: Alert) => stateOf({ name: firing.name }, alertsOf({ firing: [firing] })).rank;
    const ranks = [alert('TargetDown', 'critical'), alert('FastBurn', 'critical'), { ...alert('Absent', 'critical'), isInhibited: true }, alert('Full', 'warning')].map(rankOf);
    expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
    expect(stateOf(entry, alertsOf({ firing: [{ ...alert('A', 'critical'), isInhibited: true }] })).word).toBe('Fires, explained by another');
  });

  it('is nothing where nobody knows, and of the watchdog always the same', () => {
    expect(stateOf(entry, undefined)).toEqual(stateOf(entry, alertsOf({})));
    expect(stateOf({ name: 'Watchdog', severity: 'none' }, alertsOf({}))).toMatchObject({ word: 'Always fires' });
  });
});
