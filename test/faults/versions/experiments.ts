import type { Experiment } from '../exactly-once/support/line.js';

export const UPGRADE: Experiment = {
  test: 'upgrade',
  about: 'the previous version replaced by this one, process by process, in the order that the seed chooses',
  level: 'safe',
};
export const DOWNGRADE: Experiment = {
  test: 'downgrade',
  about: 'this version replaced by the previous one, process by process, in the order that the seed chooses',
  level: 'safe',
};
