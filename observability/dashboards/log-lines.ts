import { CustomVariableBuilder, TextBoxVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ERROR_CODES } from '../../src/click/codes.js';
import { ANSWER_STATUSES } from '../../src/telemetry/label-values.js';
import { LOG_LEVELS } from '../../src/telemetry/logger.js';
import { CHOSEN_JOBS, is, matching, type LogQuery } from '../log-queries/log-query.js';
import type { DashboardPlan } from './dashboard.js';
import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { logs } from './panels/logs.js';
import { linesOverTime } from './panels/lines-over-time.js';

const CHOSEN: LogQuery = { ...CHOSEN_JOBS, level: matching('$level') };

const byLevel = linesOverTime({
  title: 'Lines by level',
  shows: 'Lines of the chosen jobs and levels, counted by level.',
  good: 'info with the traffic; hardly any warn, no error.',
  otherwise: 'a rise of error or warn is when it began: mark that time on the chart, and read the lines below.',
  query: CHOSEN,
  by: 'level',
  unit: UNITS.count,
  colors: { '^error$': 'red', '^warn$': 'orange', '^info$': 'green', '^debug$': 'blue' },
});

const byCode = linesOverTime({
  title: 'Faults by error code',
  shows: 'Lines with an error code, counted by code. Of many faults of one kind one line is written in ten seconds; its leftOut says how many it stands for.',
  good: 'empty.',
  otherwise: 'the code that began first is most often the cause. docs/errors.md says for each what to do.',
  runbook: 'MiningWorkerFailures',
  query: { ...CHOSEN, where: [is('errorCode', matching('.+')), is('errorCode', matching('$error_code'))] },
  by: 'errorCode',
  unit: UNITS.count,
});

const lines = logs({
  title: 'Lines',
  shows: 'The newest lines that fit all choices above. A line that is opened leads on: to all lines of its click, to the status of the click, to its trace, and from an error code to its runbook.',
  good: 'one line for each request and for each job.',
  otherwise: 'choose an error code or a status; put the id of a click, the key of a request or a user into Search.',
  query: { ...CHOSEN, contains: '$search', where: [is('errorCode', matching('$error_code')), { field: 'status', digits: matching('$status') }] },
  height: 20,
});

const ROWS: readonly Row[] = [
  { title: 'How many', panels: [byLevel, byCode] },
  { title: 'Which', panels: [lines] },
];

function choice(name: string, label: string, values: readonly string[], all: string): CustomVariableBuilder {
  return new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(','))
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** What the metrics' charts lead to: the lines of a minute, of a process, of an error code. */
export const LOG_LINES: DashboardPlan = {
  name: 'logs',
  title: 'Log lines',
  description: 'The log lines behind the numbers: in Grafana those of Loki, without which it has nothing to show here, in the console those of the source it reads.',
  chosenBy: 'mining_clicks_build_info',
  asksLoki: true,
  variables: [
    choice('level', 'Level', LOG_LEVELS, '.+'),
    choice('status', 'Status', ANSWER_STATUSES, '.*'),
    choice('error_code', 'Error code', ERROR_CODES, '.*'),
    new TextBoxVariableBuilder('search').label('Search').defaultValue(''),
  ],
  rows: ROWS,
};
