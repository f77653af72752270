/** Panels that a rule does not hold for, each with its reason. */
export type Exemption = {
  readonly rules: readonly string[];
  readonly dashboard: string;
  readonly panels: readonly string[];
  readonly reason: string;
};

const OVERVIEW = 'Mining Click Overview';

export const EXEMPTIONS: readonly Exemption[] = [
  {
    rules: ['target-job-rule', 'target-instance-rule'],
    dashboard: OVERVIEW,
    panels: [
      'RPS & status split',
      'Latency',
      'Queue depth',
      'Worker lag',
      'Success rate, last 5 minutes',
      'Top failure reasons',
      'Redis latency',
      'Redis latency p95',
    ],
    reason: "the specification's panels have its expressions word for word: over all processes, whatever is chosen above",
  },
  {
    rules: ['target-rate-interval-rule'],
    dashboard: OVERVIEW,
    panels: ['RPS & status split', 'Latency', 'Success rate, last 5 minutes', 'Redis latency', 'Redis latency p95'],
    reason: 'the specification writes [5m]',
  },
  {
    rules: ['division-by-nothing'],
    dashboard: OVERVIEW,
    panels: ['Success rate, last 5 minutes'],
    reason: "the specification's expression divides by 0 without traffic; the panel shows that as \"no traffic\"",
  },
];

/** Series that `job` and `instance` cannot narrow to the processes of this product. */
const NO_TARGET_LABELS: readonly { readonly metric: RegExp; readonly reason: string }[] = [
  { metric: /:/, reason: 'rules record over all processes' },
  { metric: /^ALERTS$/, reason: 'alerts have the labels of their expressions, which are mostly sums' },
  { metric: /^(prometheus|alertmanager)_/, reason: 'what watches the processes is shown whichever of them is chosen' },
];

export function noTargetLabels(metric: string): boolean {
  return NO_TARGET_LABELS.some((each) => each.metric.test(metric));
}
