import { isAlert, type Alert, type RecordingRule, type RuleGroup } from './alerts/alert.js';
import { CONSERVATION_ALERT_GROUP } from './alerts/conservation-alerts.js';
import { DEAD_LETTER_ALERT_GROUP } from './alerts/dead-letter-alerts.js';
import { META_ALERT_GROUP } from './alerts/meta-alerts.js';
import { PROCESS_ALERT_GROUP } from './alerts/process-alerts.js';
import { QUEUE_ALERT_GROUP } from './alerts/queue-alerts.js';
import { SPEC_ALERT_GROUP } from './alerts/spec-alerts.js';
import { STORE_ALERT_GROUP } from './alerts/store-alerts.js';
import { TRAFFIC_ALERT_GROUP } from './alerts/traffic-alerts.js';
import { RECORDING_GROUP } from './recording-rules/recording-rules.js';
import { SLO_GROUPS } from './slos/slo-rules.js';

export type RuleFile = { readonly file: string; readonly groups: readonly RuleGroup[] };

/** Prometheus' rule files. */
export const RULE_FILES: readonly RuleFile[] = [
  { file: 'specification.yml', groups: [SPEC_ALERT_GROUP] },
  { file: 'recording.yml', groups: [RECORDING_GROUP] },
  {
    file: 'alerts.yml',
    groups: [
      QUEUE_ALERT_GROUP,
      STORE_ALERT_GROUP,
      CONSERVATION_ALERT_GROUP,
      DEAD_LETTER_ALERT_GROUP,
      TRAFFIC_ALERT_GROUP,
      PROCESS_ALERT_GROUP,
      META_ALERT_GROUP,
    ],
  },
  { file: 'slos.yml', groups: SLO_GROUPS },
];

const rules = RULE_FILES.flatMap(({ groups }) => groups.flatMap((group) => group.rules));

export const ALERTS: readonly Alert[] = rules.filter(isAlert);
export const RECORDING_RULES: readonly RecordingRule[] = rules.filter((rule): rule is RecordingRule => !isAlert(rule));
