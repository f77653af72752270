import { scopeVariable, type DashboardPlan } from '../../dashboards/dashboard.js';

/** What the dashboards for queues of others share. */
export const QUEUE_FAMILY = {
  family: { title: 'BullMQ queues', tag: 'bullmq-queues' },
  chosenBy: 'mining_exporter_queues',
  variables: [scopeVariable('queue', 'Queue', 'label_values(mining_click_queue_depth{job=~"$job",instance=~"$instance"}, queue)')],
} as const satisfies Partial<DashboardPlan>;
