import { OBJECTIVES } from '../descriptions/objectives.js';

/** A mutant that means the same as the original, so that no test can notice it. */
export type EquivalentMutant = {
  readonly rule: string;
  /** What stands in the expression, and what the mutant has instead. */
  readonly change: readonly [from: string, to: string];
  /** Which of several such places it is, from 0. */
  readonly place?: number;
  readonly reason: string;
};

const latencies = [
  'pipeline:redis_latency_ms:p95_rate5m',
  'phase:mining_ledger_transaction_duration_seconds:p95_rate5m',
  ...['2xx', '4xx', '5xx'].map((statusClass) => `status_class:http_request_duration_seconds:p95_rate5m{status_class="${statusClass}"}`),
];
const anyAtAll = 'No count is negative: the sum is above 0 whenever the largest is.';
const sameZero = 'A rate is 0 when the increase is, and the value is not shown.';

export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  { rule: 'MiningWorkerStalled', change: ['sum(rate', 'max(rate'], reason: anyAtAll },
  { rule: 'MiningWorkerStalled', change: ['rate(', 'increase('], reason: sameZero },
  { rule: 'MiningDurabilityDegraded', change: ['max(', 'sum('], reason: `${anyAtAll} The value is not shown.` },
  { rule: 'MiningRedisForgot', change: ['max(', 'sum('], reason: `${anyAtAll} The value is not shown.` },
  { rule: 'MiningNoTraffic', change: ['sum(', 'max('], place: 0, reason: anyAtAll },
  { rule: 'MiningNoTraffic', change: ['sum(', 'max('], place: 1, reason: anyAtAll },
  { rule: 'MiningNoTraffic', change: ['increase(', 'rate('], place: 0, reason: sameZero },
  { rule: 'MiningNoTraffic', change: ['increase(', 'rate('], place: 1, reason: sameZero },
  ...['2', '0', '10'].map((value) => ({ rule: 'Watchdog', change: ['1', value] as const, reason: 'It fires with any value, which is not shown.' })),
  ...latencies.flatMap((rule): readonly EquivalentMutant[] => [
    { rule, change: ['rate(', 'increase('], reason: 'All buckets are multiplied by the same number, which moves no quantile.' },
    { rule, change: ['>= 0', '> 0'], reason: 'The comparison is there to drop NaN, and no quantile of these buckets is 0.' },
    { rule, change: ['>= 0', '>= -1'], reason: 'The comparison is there to drop NaN, and no quantile of these buckets is below 0.' },
  ]),
  ...OBJECTIVES.flatMap(({ name, slo }) => ['FastBurn', 'SlowBurn'].flatMap((kind) => dropEach(`Mining${name}${kind}`, slo, 6))),
  ...OBJECTIVES.flatMap(({ slo }) => dropEach(`slo:mining_errors_per_event:ratio_rate30d{slo="${slo}"}`, slo, 2)),
];

/** One matcher of several that stand for the same objective. */
function dropEach(rule: string, slo: string, places: number): readonly EquivalentMutant[] {
  return Array.from({ length: places }, (_, place) => ({
    rule, change: [`{slo="${slo}"}`, '{}'], place,
    reason: 'The other operands have the matcher too, and operands are matched by their labels: the other objectives drop out.',
  }));
}

/** What the mutant looks like; undefined when the original has no such place. */
export function applyChange(original: string, { change: [from, to], place = 0 }: EquivalentMutant): string | undefined {
  const parts = original.split(from);
  if (parts.length < place + 2) return undefined;
  return `${parts.slice(0, place + 1).join(from)}${to}${parts.slice(place + 1).join(from)}`;
}
