import { INHIBITIONS, type Inhibition } from './alertmanager/inhibitions.js';
import { RECEIVERS, ROUTE } from './alertmanager/routes.js';
import { toYamlFile, type GeneratedFile, type YamlSection } from './generated-file.js';

/** Who is told of which alert, and what is not told because its cause is. */
export function generateAlertmanager(): readonly GeneratedFile[] {
  return [toYamlFile('alertmanager/alertmanager.yml', SECTIONS)];
}

const SECTIONS: readonly YamlSection[] = [
  {
    comments: ['Who is told: the first route that matches. Times are short, so that an alert arrives within seconds.'],
    key: 'route',
    value: ROUTE,
  },
  {
    comments: [
      'Put the addresses of your own webhooks (chat, paging service) in place of those on 127.0.0.1, as npm start puts its',
      'own. Any other kind of receiver that Alertmanager knows may stand here too: slack_configs, email_configs.',
    ],
    key: 'receivers',
    value: RECEIVERS.map(({ receiver }) => receiver),
    itemComments: RECEIVERS.map(({ who }) => who),
  },
  {
    comments: ['A cause silences its symptoms: they are shown, but nobody is told.'],
    key: 'inhibit_rules',
    value: INHIBITIONS.map(toInhibitRule),
    itemComments: INHIBITIONS.map(({ why }) => why),
  },
];

function anyOf(values: readonly string[]): string {
  return values.length === 1 ? `="${values[0]}"` : `=~"${values.join('|')}"`;
}

export function toInhibitRule({ causes, causeLabels = {}, symptoms, symptomLabels = {}, equal }: Inhibition) {
  return {
    source_matchers: [`alertname${anyOf(causes)}`, ...Object.entries(causeLabels).map(([label, value]) => `${label}="${value}"`)],
    target_matchers: [`alertname${anyOf(symptoms)}`, ...Object.entries(symptomLabels).map(([label, values]) => `${label}${anyOf(values)}`)],
    ...(equal && { equal }),
  };
}
