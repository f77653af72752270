import type { Severity } from '../alerts/alert.js';

/** Stands for somebody's chat or paging service; `up` puts its own listener in its place. */
export const LOCAL_WEBHOOK = 'http://127.0.0.1:9095';

export const RECEIVER_OF = {
  critical: 'on-call',
  warning: 'team',
  info: 'dashboard',
  none: 'watchdog',
} as const satisfies Record<Severity, string>;

/** What `mining-clicks alerts test` sends. */
export const TEST_ALERT = 'MiningTestAlert';

const ofSeverity = (severity: Severity) => ({ matchers: [`severity="${severity}"`], receiver: RECEIVER_OF[severity] });

export const ROUTE = {
  // What has no severity, from wherever, is read by somebody.
  receiver: RECEIVER_OF.warning,
  // Every process that says the same is in one notification.
  group_by: ['alertname'],
  group_wait: '5s',
  group_interval: '30s',
  repeat_interval: '12h',
  routes: [
    // Goes where people are woken from, since that is the way to be tested.
    { matchers: [`alertname="${TEST_ALERT}"`], receiver: RECEIVER_OF.critical, group_by: ['...'], group_wait: '0s', group_interval: '1s' },
    { ...ofSeverity('none'), group_wait: '0s', group_interval: '30s', repeat_interval: '1m' },
    { ...ofSeverity('critical'), group_wait: '2s', group_interval: '15s', repeat_interval: '1h' },
    ofSeverity('warning'),
    { ...ofSeverity('info'), repeat_interval: '1d' },
  ],
};

const tellAt = (path: string, options: object = {}) => [{ url: `${LOCAL_WEBHOOK}${path}`, ...options }];

/** Each with what is said of it in the file. */
export const RECEIVERS = [
  { who: 'Wakes somebody: a paging service.', receiver: { name: RECEIVER_OF.critical, webhook_configs: tellAt('/alerts') } },
  { who: 'Is read in working hours: a chat.', receiver: { name: RECEIVER_OF.warning, webhook_configs: tellAt('/alerts') } },
  { who: 'Tells nobody: Alertmanager and the dashboards show these alerts.', receiver: { name: RECEIVER_OF.info } },
  {
    who: "A dead man's switch: a service outside, which raises the alarm when these notifications stop.",
    receiver: { name: RECEIVER_OF.none, webhook_configs: tellAt('/watchdog', { send_resolved: false }) },
  },
];
