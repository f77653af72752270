import type { Alert, AlertHistory, Alerts, ConsoleFacts, DashboardList, ExemplarAnswer, Health, NewSilence, Overview, PanelAnswer, PanelQuery, RunbookAnswer, RunbookList, Silences, VariableAnswer, VariableQuery } from '../../console/measured.js';

const AT = Date.parse('2026-11-23T12:30:00Z');
const START = AT - 30 * 60_000;

export const CONSOLE_FACTS: ConsoleFacts = {
  version: '0.1.0',
  now: AT,
  queue: 'mining-clicks',
  durability: { promised: 'safe', real: 'safe' },
  prometheus: true,
  alertmanager: true,
  logs: 'none',
  depth: { drawn: 4000, warning: 4500, cap: 5000 },
};

export const HEALTH: Health = {
  at: AT,
  parts: [
    { name: 'api', state: 'up', detail: 'This process answers; its version is 0.1.0.' },
    { name: 'worker', instance: '127.0.0.1:8081', state: 'up', detail: 'Prometheus read its metrics at the last scrape.' },
    { name: 'redis', state: 'up', detail: 'It answers this process.' },
  ],
};

export const EXAMPLE_DASHBOARD = 'mining-click-overview';
export const DASHBOARD_LIST: DashboardList = {
  dashboards: [{ uid: EXAMPLE_DASHBOARD, title: 'Mining Click Overview', description: 'Are clicks accepted, fast, and credited?', tags: ['mining-clicks'] }],
};

export const PANEL_QUERY: PanelQuery = { dashboard: EXAMPLE_DASHBOARD, panel: 2, target: 'A', start: START, end: AT, stepSeconds: 15, variables: { job: ['$__all'] } };
export const PANEL_ANSWER: PanelAnswer = {
  expr: 'sum(rate(mining_click_requests_total[5m])) by (status)',
  stepSeconds: 15,
  resultType: 'matrix',
  result: [{ metric: { status: '202' }, values: [[AT / 1000 - 15, '4.2'], [AT / 1000, '4.3']] }],
};

export const EXEMPLAR_QUERY: PanelQuery = { ...PANEL_QUERY, panel: 3 };
export const EXEMPLAR_ANSWER: ExemplarAnswer = {
  expr: 'histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket{route="/api/mining/*"}[5m])) by (le))',
  exemplars: [{ at: AT - 7_000, value: 0.0057, traceId: 'a913bb55d138eb8039109f29d3ec65f4', labels: { job: 'mining-click-api', status: '202' } }],
};

export const VARIABLE_QUERY: VariableQuery = { dashboard: EXAMPLE_DASHBOARD, variable: 'job', start: START, end: AT, variables: {} };
export const VARIABLE_ANSWER: VariableAnswer = { values: ['mining-click-api', 'mining-click-worker'] };

export const OVERVIEW: Overview = {
  at: AT,
  figures: [
    {
      name: 'depth',
      title: 'Queue depth',
      unit: 'locale',
      value: 12,
      at: AT,
      state: 'good',
      detail: '12 clicks wait: a look is due above 4,000, an alert above 4,500, and from 5,000 on new ones are refused.',
      panel: { dashboard: EXAMPLE_DASHBOARD, id: 5 },
      series: [{ name: '', points: [[AT - 15_000, 10], [AT, 12]] }],
    },
  ],
};

const ALERT: Alert = {
  name: 'MiningQueueBackpressure',
  severity: 'warning',
  summary: 'Mining queue depth high',
  description: 'Queue depth 4712 exceeds safe threshold. Workers may be overloaded.',
  startsAt: AT - 240_000,
  labels: { alertname: 'MiningQueueBackpressure', severity: 'warning', job: 'mining-click-api' },
  runbook: 'MiningQueueBackpressure',
  dashboard: 'mining-click-queue',
};
export const ALERTS: Alerts = { at: AT, firing: [ALERT], pending: [], silenced: [], problems: [] };

export const ALERT_HISTORY: AlertHistory = {
  since: AT - 86_400_000,
  at: AT,
  events: [{ name: ALERT.name, severity: ALERT.severity, state: 'firing', from: AT - 120_000, to: null, labels: { job: 'mining-click-api' } }],
};

export const EXAMPLE_SILENCE_ID = '3f2b0c5e-8f1d-4a6e-9f0b-2c1d7e5a4b3c';
export const NEW_SILENCE: NewSilence = { alertname: ALERT.name, minutes: 60, reason: 'more workers are being started' };
export const SILENCES: Silences = {
  silences: [{ id: EXAMPLE_SILENCE_ID, alertname: ALERT.name, by: 'anna', reason: NEW_SILENCE.reason, from: AT, until: AT + 3_600_000 }],
};
export const SILENCE_ANSWER = { id: EXAMPLE_SILENCE_ID };

export const EXAMPLE_RUNBOOK = ALERT.name;
export const RUNBOOK_SEARCH = 'filling up';
export const RUNBOOK_LIST: RunbookList = { runbooks: [{ name: EXAMPLE_RUNBOOK, severity: ALERT.severity, summary: ALERT.summary }] };
export const RUNBOOK_ANSWER: RunbookAnswer = {
  expr: 'max(mining_click_queue_depth)',
  at: AT,
  mayBeEmpty: false,
  resultType: 'vector',
  result: [{ metric: {}, value: [AT / 1000, '4612'] }],
};
