import type { Figure, PartHealth } from '../../../src/console/measured.ts';

/** What says what to do about a part that is down: the runbook of the alert that fires then, or of the one that is missed. */
const RUNBOOKS: Readonly<Record<PartHealth['name'], string>> = {
  api: 'MiningTargetDown',
  worker: 'MiningTargetDown',
  redis: 'MiningRedisUnavailable',
  mongodb: 'MiningLedgerUnavailable',
  prometheus: 'Watchdog',
  alertmanager: 'Watchdog',
};

/** The runbook of the alert that a figure leads to when it is not as it should be, or stays so. */
const RUNBOOKS_OF_FIGURES: Readonly<Record<string, string>> = {
  requestsByStatus: 'MiningAcceptanceFastBurn',
  p95: 'MiningLatencyFastBurn',
  depth: 'MiningQueueBackpressure',
  lag: 'MiningFreshnessFastBurn',
  successRate: 'MiningProcessingFastBurn',
  budgetLeftAcceptance: 'MiningAcceptanceSlowBurn',
  budgetLeftLatency: 'MiningLatencySlowBurn',
  budgetLeftProcessing: 'MiningProcessingSlowBurn',
  budgetLeftFreshness: 'MiningFreshnessSlowBurn',
};

/** The runbook for an API that does not answer; it is kept at hand, since nothing can be loaded then. */
export const SILENT_API_RUNBOOK = RUNBOOKS.api;

export const hrefOfRunbook = (name: string): string => `/console/runbooks/${encodeURIComponent(name)}`;
export const hrefOfPart = ({ name }: Pick<PartHealth, 'name'>): string => hrefOfRunbook(RUNBOOKS[name]);

/** What says what to do about a figure; undefined for one that this page does not know yet. */
export const runbookOfFigure = ({ name, about }: Pick<Figure, 'name' | 'about'>): string | undefined => (about === 'throttled' ? 'MiningApi429Spike' : RUNBOOKS_OF_FIGURES[name]);

/** Where a panel is sought by its id: see `layout/use-sought-panel.ts`. */
export const PANEL_PARAMETER = 'panel';

/** The panel of a figure, at the same time. @param spanId how far back, such as `15m` */
export function hrefOfFigure({ panel: { dashboard, id } }: Pick<Figure, 'panel'>, spanId: string): string {
  return `/console/dashboards/${encodeURIComponent(dashboard)}?from=now-${spanId}&${PANEL_PARAMETER}=${id}&to=now`;
}
