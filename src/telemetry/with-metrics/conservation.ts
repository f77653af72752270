import type { CheckConservation, DifferingMinute } from '../../ledger/conservation.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../registry.js';

export type ConservationMetrics = Pick<Metrics<'worker'>, 'conservationDifference' | 'conservationCheckedAt'>;

/**
 * Shows what each check found, and writes a line when other minutes differ than before. After a check that failed or had
 * nothing to compare the samples stay as they were: the time of the last comparison grows old.
 */
export function withConservationTelemetry(
  check: CheckConservation,
  metrics: ConservationMetrics,
  { log }: Pick<Logger, 'log'>,
): CheckConservation {
  let lastLogged = '';
  return async () => {
    const found = await check();
    if (!found) return found;
    metrics.conservationDifference.set(found.difference);
    metrics.conservationCheckedAt.set(found.checkedAt / 1000);
    const minutes = found.differing.map(describe);
    if (minutes.join() !== lastLogged) {
      if (minutes.length > 0) log.error({ minutes }, 'accepted clicks and rows of the ledger differ');
      else log.info({}, 'accepted clicks and rows of the ledger agree again');
    }
    lastLogged = minutes.join();
    return found;
  };
}

/** Such as `2026-11-23T12:00Z +1`. */
function describe({ from, difference }: DifferingMinute): string {
  return `${new Date(from).toISOString().slice(0, 16)}Z ${difference > 0 ? '+' : ''}${difference}`;
}
