import type { ClickWorker } from '../../worker/click-worker.js';
import type { OutageReason } from '../../worker/outage.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../registry.js';
import { roundMs } from '../round-ms.js';

type StateMetrics = Pick<Metrics<'worker'>, 'workerPaused' | 'workerFetchRestarts'>;

/** Why the worker takes no jobs, in a sentence. */
export const OUTAGE_SENTENCES: Readonly<Record<OutageReason, string>> = {
  silent: 'MongoDB does not answer; the worker takes no jobs and asks again',
  'taking-nothing': 'MongoDB answers, but takes no posting; the worker takes no jobs and tries again',
};

/** Shows whether the worker is paused, and writes a line when that begins, when its reason is another, and when it ends. */
export function createOutageReporter({ workerPaused }: Pick<StateMetrics, 'workerPaused'>, { log }: Pick<Logger, 'log'>) {
  let since: number | undefined;
  workerPaused.set(0);
  return (reason: OutageReason | undefined): void => {
    workerPaused.set(reason === undefined ? 0 : 1);
    if (reason !== undefined) {
      since ??= performance.now();
      log.warn({}, OUTAGE_SENTENCES[reason]);
    } else {
      log.info({ durationMs: roundMs(performance.now() - (since ?? performance.now())) }, 'MongoDB takes postings again; the worker takes jobs');
      since = undefined;
    }
  };
}

/** Counts how often the fetch loop was made anew, and writes a line about each. */
export function withFetchTelemetry<W extends Pick<ClickWorker, 'restart'>>(worker: W, { workerFetchRestarts }: Pick<StateMetrics, 'workerFetchRestarts'>, { log }: Pick<Logger, 'log'>): W {
  return {
    ...worker,
    restart: () => {
      workerFetchRestarts.add(1);
      log.warn({}, 'jobs wait and the worker takes none: it fetches on a new connection to Redis');
      return worker.restart();
    },
  };
}
