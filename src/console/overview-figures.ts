/** Where the expression of a figure stands. Its number is the sum over its series. */
export type FigurePlan = {
  readonly name: string;
  readonly dashboard: string;
  readonly panel: string;
  readonly target: string;
  /** Why there may be none although all is well. */
  readonly none: string;
  /** What makes its state; from the panel's own thresholds where it is not said. */
  readonly judged?: 'by status' | 'by depth' | 'as budget';
};

const OVERVIEW = 'mining-click-overview';
const budget = (slo: string): FigurePlan => ({
  name: `budgetLeft${slo}`,
  dashboard: OVERVIEW,
  panel: `${slo} budget left`,
  target: 'A',
  none: 'The budgets are worked out every few minutes: nothing has been counted yet.',
  judged: 'as budget',
});

/** Tells which of the answers 429 the objective of acceptance counts as faults. */
export const REFUSALS = { dashboard: OVERVIEW, panel: 'Refusals by reason', target: 'A' } as const;

/** The figures of the overview, in the order in which they are shown; each is a panel of the generated dashboards. */
export const FIGURES: readonly FigurePlan[] = [
  { name: 'requestsByStatus', dashboard: OVERVIEW, panel: 'RPS & status split', target: 'A', none: 'No click has been posted yet.', judged: 'by status' },
  { name: 'p95', dashboard: OVERVIEW, panel: 'Latency', target: 'A', none: 'There were no requests in the last five minutes.' },
  { name: 'depth', dashboard: OVERVIEW, panel: 'Queue depth', target: 'A', none: 'No process can read the queue: is Redis up?', judged: 'by depth' },
  { name: 'lag', dashboard: 'mining-click-queue', panel: 'Lag now', target: 'A', none: 'No process can read the queue: is Redis up?' },
  { name: 'successRate', dashboard: OVERVIEW, panel: 'Success rate, last 5 minutes', target: 'A', none: 'Nothing was processed in the last five minutes.' },
  ...['Acceptance', 'Latency', 'Processing', 'Freshness'].map(budget),
];
