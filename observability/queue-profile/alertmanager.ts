import { toInhibitRule } from '../generate-alertmanager.js';
import { toYamlFile, type GeneratedFile } from '../generated-file.js';
import { QUEUE_INHIBITIONS } from './inhibitions.js';

const ROUTE = {
  receiver: 'team',
  group_by: ['alertname', 'queue'],
  group_wait: '10s',
  group_interval: '1m',
  repeat_interval: '12h',
  routes: [
    { matchers: ['severity="critical"'], receiver: 'on-call', repeat_interval: '1h' },
    { matchers: ['severity="info"'], receiver: 'nobody' },
  ],
};

const webhook = (path: string) => [{ url: `http://127.0.0.1:9095/${path}` }];

/** Each with what is said of it in the file. */
const RECEIVERS = [
  { who: 'Wakes somebody. Put your paging service in place of the webhook.', receiver: { name: 'on-call', webhook_configs: webhook('on-call') } },
  { who: 'Is read in working hours. Put your chat in place of the webhook.', receiver: { name: 'team', webhook_configs: webhook('team') } },
  { who: 'Is told of nothing: Alertmanager and the dashboards show these alerts.', receiver: { name: 'nobody' } },
];

/** Who is told of which alert of a queue, and what is not told because its cause is. */
export function generateQueueAlertmanager(head: string): GeneratedFile {
  const sections = [
    { comments: ['Into the alertmanager.yml that you have: the routes and the rules under inhibit_rules.'], key: 'route', value: ROUTE },
    { key: 'receivers', value: RECEIVERS.map(({ receiver }) => receiver), itemComments: RECEIVERS.map(({ who }) => who) },
    {
      comments: ['A cause silences its symptoms: they are shown, but nobody is told.'],
      key: 'inhibit_rules',
      value: QUEUE_INHIBITIONS.map(toInhibitRule),
      itemComments: QUEUE_INHIBITIONS.map(({ why }) => why),
    },
  ];
  return toYamlFile('alertmanager/alertmanager.yml', sections, head);
}
