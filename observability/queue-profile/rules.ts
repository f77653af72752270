import { isAlert, type Alert, type RecordingRule } from '../alerts/alert.js';
import type { RuleFile } from '../rules.js';
import { EXPORTER_ALERT_GROUP } from './exporter-alerts.js';
import { queueAlertGroup } from './queue-alerts.js';
import { QUEUE_RECORDING_GROUP } from './recording-rules.js';
import { DEFAULT_THRESHOLDS, type QueueThresholds } from './thresholds.js';

/** The rule files for a queue of somebody's own. */
export function queueRuleFiles(thresholds: QueueThresholds): readonly RuleFile[] {
  return [
    { file: 'queue-recording.yml', groups: [QUEUE_RECORDING_GROUP] },
    { file: 'queue-alerts.yml', groups: [queueAlertGroup(thresholds), EXPORTER_ALERT_GROUP] },
  ];
}

const rules = queueRuleFiles(DEFAULT_THRESHOLDS).flatMap(({ groups }) => groups.flatMap((group) => group.rules));

/** As they are with the default thresholds. */
export const QUEUE_ALERTS: readonly Alert[] = rules.filter(isAlert);
export const QUEUE_RECORDING_RULES: readonly RecordingRule[] = rules.filter((rule): rule is RecordingRule => !isAlert(rule));
