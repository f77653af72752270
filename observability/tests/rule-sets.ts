import type { Alert, RecordingRule } from '../alerts/alert.js';
import { QUEUE_ALERTS, QUEUE_RECORDING_RULES } from '../queue-profile/rules.js';
import { QUEUE_EQUIVALENT_MUTANTS } from '../queue-profile/tests/equivalent-mutants.js';
import { EXPORTER_ALERT_TESTS } from '../queue-profile/tests/exporter-alert-tests.js';
import { QUEUE_WAITING_TESTS } from '../queue-profile/tests/queue-alert-tests.js';
import { QUEUE_RECORDED_TESTS } from '../queue-profile/tests/recorded-tests.js';
import { QUEUE_WORKER_TESTS } from '../queue-profile/tests/worker-alert-tests.js';
import { ALERTS, RECORDING_RULES } from '../rules.js';
import type { AlertTest } from './alert-test.js';
import { ALERT_TESTS } from './alert-tests.js';
import { EQUIVALENT_MUTANTS, type EquivalentMutant } from './mutation/equivalent-mutants.js';
import type { RecordingRuleTest } from './recording-rule-test.js';
import { RECORDING_RULE_TESTS } from './recording-rule-tests.js';

/** Rules that are read together, and what they must do. Two sets may have alerts of the same name. */
export type RuleSet = {
  readonly of: string;
  readonly alerts: readonly Alert[];
  readonly recording: readonly RecordingRule[];
  readonly alertTests: readonly AlertTest[];
  readonly recordingTests: readonly RecordingRuleTest[];
  readonly equivalent: readonly EquivalentMutant[];
};

export const RULE_SETS: readonly RuleSet[] = [
  {
    of: 'the click pipeline',
    alerts: ALERTS,
    recording: RECORDING_RULES,
    alertTests: ALERT_TESTS,
    recordingTests: RECORDING_RULE_TESTS,
    equivalent: EQUIVALENT_MUTANTS,
  },
  {
    of: 'any queue',
    alerts: QUEUE_ALERTS,
    recording: QUEUE_RECORDING_RULES,
    alertTests: [...QUEUE_WAITING_TESTS, ...QUEUE_WORKER_TESTS, ...EXPORTER_ALERT_TESTS],
    recordingTests: QUEUE_RECORDED_TESTS,
    equivalent: QUEUE_EQUIVALENT_MUTANTS,
  },
];

/** The alert that a test is about. */
export function alertOf({ alerts }: RuleSet, { alert: name }: AlertTest): Alert {
  const alert = alerts.find((each) => each.name === name);
  if (alert === undefined) throw new Error(`There is no alert ${name}`);
  return alert;
}
