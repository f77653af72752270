import { OBJECTIVES, type Objective } from '../slos/objectives.js';
import { UNITS } from './panels/common.js';
import type { PanelPlan } from './panels/panel.js';
import { stat } from './panels/stat.js';
import { OBJECTIVE_QUERIES } from './queries/objectives.js';

const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

export const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;

/** For each objective what is left of its budget. */
export function sloSummary(): readonly PanelPlan[] {
  return OBJECTIVES.map(budgetStat);
}

function budgetStat(objective: Objective): PanelPlan {
  return stat({
    title: `${capitalized(objective.slo)} budget left`,
    shows: `Objective: ${percent(objective.target)} over 30 days: ${objective.promise}. What is left of the allowed ${percent(1 - objective.target)}: 100 % untouched, 0 % spent, below 0 overdrawn.`,
    good: 'above 25 %.',
    otherwise: 'the dashboard SLOs and alerts shows how fast it is being spent; with nothing left, reliability comes before features.',
    runbook: `Mining${capitalized(objective.slo)}SlowBurn`,
    queries: [{ expr: OBJECTIVE_QUERIES.budgetOf(objective), legend: objective.slo }],
    unit: UNITS.share,
    decimals: 1,
    max: 1,
    base: 'red',
    steps: [
      { from: 0, color: 'orange' },
      { from: 0.25, color: 'green' },
    ],
    noValue: 'no traffic yet',
  });
}
