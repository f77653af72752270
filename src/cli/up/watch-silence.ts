import { setTimeout as delay } from 'node:timers/promises';
import { isFrozen } from '../../embedded/processes.js';
import type { ServerSpec } from '../../embedded/server.js';

export type SilenceEvents = {
  /** @param since when it answered for the last time, in milliseconds since 1970 */
  readonly onSilent: (since: number) => void;
  readonly onAnswer: (afterMs: number) => void;
};

const EVERY_MS = 2_000;
/** Answers in a row that do not come: one alone says little on a machine that is busy, or has just slept. */
const MISSED = 3;

/**
 * Asks a process that runs whether it still answers, until it is told to stop. Whoever is silent is only told of: a debugger
 * may hold it.
 *
 *               MISSED answers in a row: onSilent
 *   answering ------------------------------------> silent
 *       ^                                              |
 *       +------------- an answer: onAnswer ------------+
 */
export function watchSilence(probe: ServerSpec['probe'], { onSilent, onAnswer }: SilenceEvents, everyMs = EVERY_MS): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let answeredAt = Date.now();
  let missed = 0;

  function note(answers: boolean): void {
    if (!answers) {
      missed += 1;
      if (missed === MISSED) onSilent(answeredAt);
      return;
    }
    if (missed >= MISSED) onAnswer(Date.now() - answeredAt);
    missed = 0;
    answeredAt = Date.now();
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      const answers = await probe(signal).then(() => true, () => false);
      if (!signal.aborted) note(answers);
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  void watch();
  return () => stopping.abort();
}

/** What the terminal says of a process that is silent: since when, and what can be done. */
export function silenceLine(name: string, pid: number, since: number, logFile: string): string {
  const head = `${name} does not answer since ${new Date(since).toTimeString().slice(0, 8)} (pid ${pid})`;
  const end = `kill -9 ${pid} ends it, and it is started again`;
  if (isFrozen(pid)) return `${head}: a signal has stopped it. kill -CONT ${pid} lets it go on; ${end}.`;
  return `${head}: a debugger holds it, or it is stuck. Let the debugger go on, or read the end of ${logFile}; ${end}.`;
}
