import { CHOSEN_JOBS, isThere } from '../log-queries/log-query.js';
import type { Row } from './layout.js';
import { logs } from './panels/logs.js';

/** Rows of log lines at the end of other dashboards, shut at first: a Grafana without Loki is not asked for what it lacks. */
const TITLE = 'Log lines, where there is a log store';

export const TROUBLE_ROW: Row = {
  title: TITLE,
  collapsed: true,
  panels: [
    logs({
      title: 'Warnings and errors',
      shows: 'What the chosen processes complained of, the newest first. A line that is opened leads on to its click, its trace, its runbook.',
      good: 'empty.',
      otherwise: 'where several lines began together, the lowest of them is the oldest, and nearest to the cause. The dashboard Log lines has all lines.',
      query: { ...CHOSEN_JOBS, level: ['warn', 'error'] },
    }),
  ],
};

export const FAULT_ROW: Row = {
  title: TITLE,
  collapsed: true,
  panels: [
    logs({
      title: 'Faults',
      shows: 'Lines of the chosen processes that have an error code, the newest first.',
      good: 'empty.',
      otherwise: 'errorCode leads to the runbook, the id of a click to all its lines; where says what was being done.',
      runbook: 'MiningWorkerFailures',
      query: { ...CHOSEN_JOBS, level: 'error', where: [isThere('errorCode')] },
    }),
  ],
};
