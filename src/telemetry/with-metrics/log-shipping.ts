import { SINKS } from '../label-values.js';
import type { LogShipping } from '../log-shipping/log-shipping.js';
import type { Metrics } from '../registry.js';

export type ShippingMetrics = Pick<Metrics<'api' | 'worker'>, 'beforeScrape' | 'logLinesShipped' | 'logLinesDropped' | 'logLinesWaiting'>;

/** Shows with each scrape what became of the log lines; all 0 where none are shipped. */
export function registerLogShipping(metrics: ShippingMetrics, shipping: Pick<LogShipping, 'states'> | undefined): void {
  for (const sink of SINKS) {
    let before = { shipped: 0, dropped: 0 };
    metrics.beforeScrape('process', () => {
      const state = shipping?.states().find((each) => each.sink === sink);
      const { shipped, dropped, waiting } = state ?? { ...before, waiting: 0 };
      metrics.logLinesShipped.add(shipped - before.shipped, { sink });
      metrics.logLinesDropped.add(dropped - before.dropped, { sink });
      metrics.logLinesWaiting.set(waiting, { sink });
      before = { shipped, dropped };
      return Promise.resolve();
    });
  }
}
