import { defineExperiment } from '../exactly-once/support/line.js';

export const UPGRADE = defineExperiment(
  'upgrade',
  'the previous version replaced by this one, process by process, in the order that the seed chooses',
);
export const DOWNGRADE = defineExperiment(
  'downgrade',
  'this version replaced by the previous one, process by process, in the order that the seed chooses',
);
