import type { AlertTest } from './alert-test.js';
import { BURN_RATE_ALERT_TESTS } from './descriptions/burn-rates.js';
import { CONSERVATION_ALERT_TESTS } from './descriptions/conservation.js';
import { DEAD_LETTER_ALERT_TESTS } from './descriptions/dead-letters.js';
import { META_ALERT_TESTS } from './descriptions/meta.js';
import { PROCESS_ALERT_TESTS } from './descriptions/processes.js';
import { QUEUE_ALERT_TESTS } from './descriptions/queue.js';
import { STORE_ALERT_TESTS } from './descriptions/stores.js';
import { TRAFFIC_ALERT_TESTS } from './descriptions/traffic.js';

/** The tests of every alert. */
export const ALERT_TESTS: readonly AlertTest[] = [
  ...QUEUE_ALERT_TESTS,
  ...STORE_ALERT_TESTS,
  ...CONSERVATION_ALERT_TESTS,
  ...DEAD_LETTER_ALERT_TESTS,
  ...TRAFFIC_ALERT_TESTS,
  ...PROCESS_ALERT_TESTS,
  ...META_ALERT_TESTS,
  ...BURN_RATE_ALERT_TESTS,
];
