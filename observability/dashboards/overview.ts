import { SPEC_ROWS } from '../spec.js';
import type { DashboardPlan } from './dashboard.js';
import { OUTCOME_ROW } from './overview-outcome.js';
import { TROUBLE_ROW } from './log-rows.js';
import { SAFETY_ROW } from './overview-safety.js';
import { SPECIFICATION_PANELS } from './overview-specification.js';
import { sloSummary } from './slo-summary.js';

/** The specification's four rows in its order, and after them what they cannot show. */
export const OVERVIEW: DashboardPlan = {
  name: 'overview',
  title: 'Mining Click Overview',
  description:
    'Are clicks accepted, fast, and credited? The first four rows are the specification, word for word, over all processes; the rows below show the same pipeline with the choices above.',
  chosenBy: 'mining_clicks_build_info',
  asksLoki: true,
  rows: [
    ...SPEC_ROWS.map((title) => ({ title, panels: SPECIFICATION_PANELS[title] })),
    OUTCOME_ROW,
    { title: 'Objectives', panels: sloSummary() },
    SAFETY_ROW,
    TROUBLE_ROW,
  ],
};
