import { withDeadline } from '../../redis/deadline.js';
import { DEPENDENCIES, type Dependency } from '../label-values.js';
import type { Metrics } from '../registry.js';

export type DependencyMetrics = Pick<Metrics<'api' | 'worker'>, 'beforeScrape' | 'dependencyUp'>;

/** Asks a store for a sign of life; rejects when there is none. */
export type Pings = Readonly<Record<Dependency, () => Promise<unknown>>>;

/** Asks every store before each scrape. One that does not answer within the deadline, which is less than a scraper waits, is down. */
export function registerDependencies(metrics: DependencyMetrics, pings: Pings, deadlineMs: number): void {
  for (const dependency of DEPENDENCIES) {
    metrics.beforeScrape('process', async () => {
      const isUp = await withDeadline(pings[dependency](), deadlineMs).then(() => true, () => false);
      metrics.dependencyUp.set(isUp ? 1 : 0, { dependency });
    });
  }
}
