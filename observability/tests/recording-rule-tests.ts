import { RECORDED_OBJECTIVE_TESTS } from './descriptions/recorded-objectives.js';
import { RECORDED_RULE_TESTS } from './descriptions/recorded.js';
import type { RecordingRuleTest } from './recording-rule-test.js';

/** The tests of every recorded series. */
export const RECORDING_RULE_TESTS: readonly RecordingRuleTest[] = [...RECORDED_RULE_TESTS, ...RECORDED_OBJECTIVE_TESTS];
