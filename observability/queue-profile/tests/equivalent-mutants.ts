import type { EquivalentMutant } from '../../tests/mutation/equivalent-mutants.js';

const presence = 'It asks only whether there is a value, which is not shown.';
const anyAtAll = 'None is negative: the sum is above 0 whenever the largest is.';
const sameZero = 'A rate is 0 when the increase is, and the value is not shown.';
const sharedMatcher = 'The other operands have the matcher too, and operands are matched by their labels: what has no queue drops out.';
const FAILED_SHARE = 'queue:mining_worker_failed_per_ended:ratio_rate5m';

export const QUEUE_EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  ...['sum(', 'min('].flatMap((instead): readonly EquivalentMutant[] => [
    { rule: 'MiningQueueVanished', change: ['max(last', `${instead}last`], reason: presence },
    { rule: 'MiningQueueVanished', change: ['unless max(', `unless ${instead}`], reason: presence },
    { rule: 'MiningQueueWithoutWorkers', change: ['max(last', `${instead}last`], reason: presence },
  ]),
  { rule: 'MiningQueueWithoutWorkers', change: ['max(mining_queue_workers', 'sum(mining_queue_workers'], reason: anyAtAll },
  ...['processed', 'failed'].flatMap((how): readonly EquivalentMutant[] => [
    { rule: 'MiningQueueStalled', change: [`max(rate(mining_worker_${how}`, `sum(rate(mining_worker_${how}`], reason: anyAtAll },
    { rule: 'MiningQueueStalled', change: [`rate(mining_worker_${how}`, `increase(mining_worker_${how}`], reason: sameZero },
  ]),
  { rule: 'MiningQueueStalled', change: ['max(mining_queue_totals_source', 'min(mining_queue_totals_source'], reason: 'It is always 1.' },
  { rule: 'MiningExporterWithoutQueues', change: ['max(', 'sum('], reason: 'None is negative: the sum is 0 whenever the largest is.' },
  ...[0, 1, 2].map((place): EquivalentMutant => ({ rule: FAILED_SHARE, change: ['{queue!=""}', '{}'], place, reason: sharedMatcher })),
];
