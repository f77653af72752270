import { ERROR_CODES, type ErrorCode } from '../../click/codes.js';
import type { DeadLetterReader, OpenLetters } from '../../ledger/dead-letters.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../registry.js';

export type LetterMetrics = Pick<Metrics<'worker'>, 'deadLetters' | 'deadLettersOldestAge'>;

const KNOWN: ReadonlySet<string> = new Set(ERROR_CODES);

/**
 * Shows the open letters of each read, and the age of the oldest that holds a click. After a read that failed there is no sample: a number
 * that was true once would hide letters that came since. `now`: milliseconds since 1970.
 */
export function withLetterTelemetry(summarizeOpen: DeadLetterReader['summarizeOpen'], metrics: LetterMetrics, now: () => number) {
  return async (): Promise<void> => {
    try {
      const open = await summarizeOpen();
      const counts = countByCode(open);
      for (const code of ERROR_CODES) metrics.deadLetters.set(counts.get(code) ?? 0, { error_code: code });
      metrics.deadLettersOldestAge.set(ageOf(open, now()) / 1000);
    } catch (fault) {
      for (const code of ERROR_CODES) metrics.deadLetters.set(undefined, { error_code: code });
      metrics.deadLettersOldestAge.set(undefined);
      throw fault;
    }
  };
}

/** A code of another version counts as INTERNAL here: the label's values are a closed list, and no letter may be hidden. */
function countByCode(open: readonly OpenLetters[]): ReadonlyMap<ErrorCode, number> {
  const counts = new Map<ErrorCode, number>();
  for (const { code, count } of open) {
    const known = KNOWN.has(code) ? code : 'INTERNAL';
    counts.set(known, (counts.get(known) ?? 0) + count);
  }
  return counts;
}

/** A batch's letter holds no click to replay and stays open for ever: its age would hide that of all others. */
function ageOf(open: readonly OpenLetters[], now: number): number {
  const replayable = open.filter(({ code }) => code !== 'BATCH_MISSING');
  return now - Math.min(now, ...replayable.map(({ oldest }) => Number(oldest)));
}

/** Writes a line about every removal that found something. */
export function withRemovalLog(remove: DeadLetterReader['removeReplayed'], { log }: Pick<Logger, 'log'>): DeadLetterReader['removeReplayed'] {
  return async (before) => {
    const clicks = await remove(before);
    if (clicks > 0) log.info({ clicks }, 'dead letters removed that were replayed long ago');
    return clicks;
  };
}
