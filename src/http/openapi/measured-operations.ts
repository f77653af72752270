import * as examples from './measured-examples.js';
import type { Operation, RouteName } from './operation.js';

const OF_THE_CONSOLE = { tag: 'console', scope: 'admin', requestHeaders: ['traceparent'] } as const;

/** Routes that tell of Prometheus, Alertmanager and the parts. */
export const MEASURED_OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  'GET /api/admin/console': {
    ...OF_THE_CONSOLE,
    id: 'getConsoleFacts',
    summary: 'What this process is, and what the console can show here',
    description: 'Which parts have an address, the thresholds of the depth, and how safely accepted clicks are kept now.',
    answers: { 200: { description: 'The facts', example: examples.CONSOLE_FACTS } },
  },
  'GET /api/admin/health': {
    ...OF_THE_CONSOLE,
    id: 'getHealth',
    summary: 'Whether each part runs',
    description: 'The stores answer this process or not; of the other processes Prometheus tells, as it saw them at its last scrape.',
    answers: { 200: { description: 'Each part', example: examples.HEALTH } },
  },
  'GET /api/admin/dashboards': {
    ...OF_THE_CONSOLE,
    id: 'listDashboards',
    summary: 'The dashboards',
    description: "Those that are generated for Grafana, which the console draws too.",
    answers: { 200: { description: 'Their names', example: examples.DASHBOARD_LIST } },
  },
  'GET /api/admin/dashboards/:uid': {
    ...OF_THE_CONSOLE,
    id: 'getDashboard',
    summary: 'A dashboard as Grafana reads it',
    description: 'The generated JSON as it is.',
    parameterExamples: { uid: examples.EXAMPLE_DASHBOARD },
    answers: { 200: { description: 'The dashboard' } },
    problems: ['dashboard-not-found'],
  },
  'POST /api/admin/query': {
    ...OF_THE_CONSOLE,
    id: 'askPanel',
    summary: 'Ask Prometheus what a panel asks',
    description:
      'The expression is that of the generated dashboard; what is sent names where it stands: a panel and its target, or an annotation. Variables are put in as Grafana does, `$__rate_interval` and its like too. An instant target is asked at `end`. At most 35 days and 1,100 points; eight at a time run, for 10 s at most.',
    requestExample: examples.PANEL_QUERY,
    answers: { 200: { description: "Prometheus' answer", example: examples.PANEL_ANSWER } },
    problems: ['query-refused', 'prometheus-unavailable'],
  },
  'POST /api/admin/variable': {
    ...OF_THE_CONSOLE,
    id: 'listVariableValues',
    summary: 'The values of a variable of a dashboard',
    description: 'As Prometheus knows them between start and end, or as the dashboard lists them; none of a variable that is written by hand.',
    requestExample: examples.VARIABLE_QUERY,
    answers: { 200: { description: 'Its values', example: examples.VARIABLE_ANSWER } },
    problems: ['query-refused', 'prometheus-unavailable'],
  },
  'GET /api/admin/overview': {
    ...OF_THE_CONSOLE,
    id: 'getOverview',
    summary: 'Whether all is well',
    description: 'Requests by status, p95, depth, lag, success rate and what is left of each error budget, each with its series and state. A figure whose last number is older than five minutes has none; without Prometheus there are no figures, and `problem` says why.',
    answers: { 200: { description: 'The figures', example: examples.OVERVIEW } },
  },
  'GET /api/admin/alerts': {
    ...OF_THE_CONSOLE,
    id: 'listAlerts',
    summary: 'Alerts that fire, are about to, or are silenced',
    description: 'Of Prometheus and Alertmanager; with one of them away, what the other knows, and `problems` says so.',
    answers: { 200: { description: 'The alerts', example: examples.ALERTS } },
  },
  'GET /api/admin/alerts/history': {
    ...OF_THE_CONSOLE,
    id: 'listAlertHistory',
    summary: 'Alerts of the last hours',
    description: 'When each was pending or fired, as Prometheus remembers it, to half a minute for a day.',
    parameterExamples: { hours: '24' },
    answers: { 200: { description: 'What was', example: examples.ALERT_HISTORY } },
    problems: ['prometheus-unavailable'],
  },
  'GET /api/admin/silences': {
    ...OF_THE_CONSOLE,
    id: 'listSilences',
    summary: 'Silences that have not ended',
    description: 'Of Alertmanager, whoever made them.',
    answers: { 200: { description: 'The silences', example: examples.SILENCES } },
    problems: ['alertmanager-unavailable'],
  },
  'POST /api/admin/silences': {
    ...OF_THE_CONSOLE,
    id: 'silenceAlert',
    summary: 'Silence an alert for a time',
    description: 'Nobody is told of the alert with exactly this name, in any of its forms, until the minutes are over. Who asked is written into the audit trail before it is done.',
    requestExample: examples.NEW_SILENCE,
    answers: { 200: { description: 'It is silenced', example: examples.SILENCE_ANSWER } },
    problems: ['query-refused', 'alertmanager-unavailable', 'ledger-unavailable'],
  },
  'POST /api/admin/silences/:id/end': {
    ...OF_THE_CONSOLE,
    id: 'endSilence',
    summary: 'End a silence now',
    description: 'One that has ended already stays so. Who asked is written into the audit trail before it is done.',
    parameterExamples: { id: examples.EXAMPLE_SILENCE_ID },
    answers: { 200: { description: 'It has ended', example: examples.SILENCE_ANSWER } },
    problems: ['silence-not-found', 'alertmanager-unavailable', 'ledger-unavailable'],
  },
  'GET /api/admin/runbooks': {
    ...OF_THE_CONSOLE,
    id: 'listRunbooks',
    summary: 'Names of the runbooks',
    description: 'Each is at /docs/runbooks/{name}, as Markdown.',
    answers: { 200: { description: 'The names', example: examples.RUNBOOK_LIST } },
  },
};
