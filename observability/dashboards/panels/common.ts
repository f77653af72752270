import { BytesIEC, CountsPerSecond, LocaleFormat, Milliseconds, NoUnit, OpsPerSecond, PercentUnit, RequestsPerSecond, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { STORES } from '../queries/stores.js';
import type { PanelPlan, Size } from './panel.js';
import { stat } from './stat.js';

/** Units of Grafana, by what they stand for here. */
export const UNITS = {
  countsPerSecond: CountsPerSecond,
  requestsPerSecond: RequestsPerSecond,
  /** Of commands and transactions. */
  operationsPerSecond: OpsPerSecond,
  seconds: Seconds,
  milliseconds: Milliseconds,
  share: PercentUnit,
  /** In full, `4,500`: shortened to thousands without decimals, 4,400 and 4,600 are 4 K and 5 K. */
  count: LocaleFormat,
  bytes: BytesIEC,
  /** For values that are shown as words. */
  words: NoUnit,
} as const;

export const YES_NO = { 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'orange' } } as const;
export const UP_DOWN = { 0: { text: 'down', color: 'red' }, 1: { text: 'up', color: 'green' } } as const;

/** By kind of process: the worst instance counts. */
export function storesUp(size: Size): PanelPlan {
  return stat({
    title: 'Stores in reach',
    shows: 'For each kind of process and each store, whether every instance got an answer in time at its last scrape.',
    good: 'all up.',
    otherwise: 'follow the runbook of the store that is down (MiningRedisUnavailable, MiningLedgerUnavailable). Without Redis no click is accepted; without MongoDB clicks wait in Redis.',
    runbook: 'MiningLedgerUnavailable',
    queries: [{ expr: STORES.upByJob, legend: '{{job}}: {{dependency}}' }],
    unit: UNITS.words,
    words: UP_DOWN,
    base: 'red',
    steps: [{ from: 1, color: 'green' }],
    noValue: 'no data',
    ...size,
  });
}
