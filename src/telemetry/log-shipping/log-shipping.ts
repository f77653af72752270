import { createLineWriter } from '../line-writer.js';
import type { Log } from '../logger.js';
import { createDropReporter } from './drop-reporter.js';
import type { SinkName } from '../label-values.js';
import { CLOSED } from './deliver-lines.js';
import type { ThreadEvent } from './shipping-thread.js';
import { createThreadTarget, type ShippingThread } from './thread-target.js';

export type ShippingState = { readonly sink: SinkName; readonly shipped: number; readonly dropped: number; readonly waiting: number };

export type LogShipping = {
  /** Takes a line, which ends in a line feed. Never waits, never throws. */
  write(line: string): void;
  /** Where to say what happens to lines. */
  reportTo(log: Log): void;
  /** Every line that was written was shipped or dropped, or waits. */
  states(): readonly ShippingState[];
  /** Sends what waits, for about a second at most unless it was given more. */
  close(): Promise<void>;
};

const WRITER = { maxWaiting: 8 * 1024 * 1024, gatherMs: 200, retryMs: 1000 };

/** Milliseconds that the end may take: until the thread has all lines, and then until it has sent them. */
export type ClosingTimes = { readonly handOverMs: number; readonly flushMs: number };

const CLOSING: ClosingTimes = { handOverMs: 500, flushMs: 1000 };
/** Milliseconds between two lines about the same trouble. */
const QUIET_MS = 10_000;

/**
 * Sends lines to receivers from a thread of its own, so that neither a slow receiver nor the work for it is felt by the
 * event loop. Only a copy of the bytes, five times a second, is made here; when the thread does not take them, 8 MiB wait and
 * further lines are dropped.
 */
export function createLogShipping(sinks: readonly SinkName[], openThread: () => ShippingThread, closing = CLOSING): LogShipping {
  let log: Log | undefined;
  let written = 0;
  let leftOut = 0;
  let isClosing = false;
  const lastTrouble = new Map<SinkName, number>();
  const toldTrouble = new Set<SinkName>();
  const drops = createDropReporter((sink, { lines, why }) => {
    log?.warn({ sink, linesDropped: lines, error: why }, 'log lines were dropped');
  }, QUIET_MS);

  const target = createThreadTarget({
    sinks,
    openThread,
    flushMs: closing.flushMs,
    onEvent,
    onThreadEnded: (why) => log?.error({ error: why }, 'the thread that ships log lines ended; another one is started'),
  });
  const writer = createLineWriter(target, { ...WRITER, onLeftOut });

  function onLeftOut(lines: number): void {
    leftOut += lines;
    for (const sink of sinks) drops.report(sink, lines, 'the thread that ships log lines did not take them in time');
  }

  function onEvent(sink: SinkName, event: ThreadEvent): void {
    if (event.kind === 'dropped') drops.report(sink, event.lines, event.why);
    else if (event.kind === 'template-refused') log?.warn({ sink, error: event.why }, 'the index template could not be written');
    else if (event.kind === 'unavailable') tellTrouble(sink, event.why);
    else if (toldTrouble.delete(sink)) log?.info({ sink }, 'the log receiver takes lines again');
  }

  /** A receiver that comes and goes many times a second must not fill the log. */
  function tellTrouble(sink: SinkName, why: string): void {
    const now = performance.now();
    if (now - (lastTrouble.get(sink) ?? -QUIET_MS) < QUIET_MS) return;
    lastTrouble.set(sink, now);
    toldTrouble.add(sink);
    log?.warn({ sink, error: why }, 'the log receiver does not take lines; they wait');
  }

  function readStates(): readonly ShippingState[] {
    const totals = target.totals();
    return sinks.map((sink) => {
      const { shipped } = totals[sink];
      const dropped = totals[sink].dropped + leftOut;
      return { sink, shipped, dropped, waiting: written - shipped - dropped };
    });
  }

  return {
    write(line) {
      // What is said about the end itself stays here.
      if (isClosing) return;
      written += 1;
      writer.write(line);
    },
    reportTo: (to) => void (log = to),
    states: readStates,
    async close() {
      isClosing = true;
      await writer.close(closing.handOverMs);
      for (const { sink, waiting } of readStates()) if (waiting > 0) drops.report(sink, waiting, CLOSED);
      drops.flush();
    },
  };
}
