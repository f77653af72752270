import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { LOCAL_LINKS, type Links } from '../config.js';
import { buildDashboard } from './dashboard.js';
import { leaveOutLoki } from './leave-out-loki.js';
import { LOG_LINES } from './log-lines.js';
import { OVERVIEW } from './overview.js';
import { PROCESS_HEALTH } from './processes.js';
import { QUEUE_AND_WORKERS } from './queue-and-workers.js';
import { slosAndAlerts } from './slos-and-alerts.js';
import { STORES_DASHBOARD } from './stores.js';

/** All dashboards, from the general to the special; that of log lines knows Loki only. */
export function buildDashboards(links: Links = LOCAL_LINKS): readonly Dashboard[] {
  const plans = [OVERVIEW, QUEUE_AND_WORKERS, STORES_DASHBOARD, slosAndAlerts(links), PROCESS_HEALTH];
  if (links.logStore !== 'loki') return plans.map((plan) => leaveOutLoki(buildDashboard(plan, links)));
  return [...plans, LOG_LINES].map((plan) => buildDashboard(plan, links));
}
