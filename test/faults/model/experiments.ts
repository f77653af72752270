import type { Experiment } from '../exactly-once/support/line.js';

export const RANDOM_COMMANDS: Experiment = {
  test: 'model',
  about: 'random commands (clicks new, repeated and changed; time; deaths; pauses; faults of the ledger) against a simple model',
  level: 'safe',
};
