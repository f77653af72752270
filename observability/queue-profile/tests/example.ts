import { readRunbooks } from '../../../src/cli/read-runbooks.js';
import type { Links } from '../../config.js';
import { DEFAULT_THRESHOLDS } from '../thresholds.js';
import type { QueueProfile } from '../generate-queue-profile.js';

export const EXAMPLE_LINKS: Links = {
  runbooks: 'https://runbooks.example.org/queues',
  runbookEnding: '.md',
  dashboards: 'https://grafana.example.org/d',
  logs: '',
  logStore: 'loki',
};

/** As it is written when nothing but addresses is said. */
export const EXAMPLE_PROFILE: QueueProfile = {
  thresholds: DEFAULT_THRESHOLDS,
  links: EXAMPLE_LINKS,
  runbooks: readRunbooks('observability/queue-profile/runbooks'),
};
