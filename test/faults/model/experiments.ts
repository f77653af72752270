import { defineExperiment } from '../exactly-once/support/line.js';

export const RANDOM_COMMANDS = defineExperiment(
  'model',
  'random commands (clicks new, repeated and changed; time; deaths; pauses; faults of the ledger) against a simple model',
);
