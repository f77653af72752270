import type { DeadLetterReader } from '../ledger/dead-letters.js';
import { withLetterTelemetry, withRemovalLog } from '../telemetry/with-metrics/dead-letters.js';
import type { OpenProcess } from './open-process.js';
import { DEAD_LETTERS_EVERY_MS, LETTER_REMOVAL_EVERY_MS } from './timing.js';
import { watch } from './watch.js';

const DAY_MS = 86_400_000;

/** Shows how many dead letters are open, and removes those that were replayed so many days ago, until the process stops. */
export function watchDeadLetters(letters: DeadLetterReader, running: OpenProcess<'worker'>, retentionDays: number): void {
  const { lifecycle, logger, metrics } = running;
  const look = withLetterTelemetry(letters.summarizeOpen, metrics, Date.now);
  const remove = withRemovalLog(letters.removeReplayed, logger);
  const onFault = (where: string) => (fault: unknown) => logger.reportFault(where, fault);
  lifecycle.onStop('dead letters', watch(look, { everyMs: DEAD_LETTERS_EVERY_MS, onFault: onFault('reading dead letters') }));
  const removeOld = () => remove(new Date(Date.now() - retentionDays * DAY_MS));
  lifecycle.onStop('old dead letters', watch(removeOld, { everyMs: LETTER_REMOVAL_EVERY_MS, onFault: onFault('removing dead letters') }));
}
