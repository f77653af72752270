import type { Experiment } from '../exactly-once/support/line.js';

export const PRIMARY_KILLED: Experiment = { test: 'primary-killed', about: 'kill -9 of the primary of three mongods', level: 'safe' };
export const PRIMARY_STEPPED_DOWN: Experiment = { test: 'primary-stepped-down', about: 'the primary of three mongods steps down', level: 'safe' };
export const LEDGER_FAILPOINTS: Experiment = {
  test: 'ledger-failpoints',
  about: 'commands of the transaction fail in seven ways, one to five times or by chance',
  level: 'safe',
};

/** Everything that this folder tries. */
export const EXPERIMENTS: readonly Experiment[] = [PRIMARY_KILLED, PRIMARY_STEPPED_DOWN, LEDGER_FAILPOINTS];
