import { CLOSED, createDeliverLines } from './deliver-lines.js';
import { createLineBuffer } from './line-buffer.js';
import type { SinkName } from '../label-values.js';
import type { Receiver } from './receiver.js';
import type { LineBlock } from './shipped-line.js';

export type SinkTotals = { readonly shipped: number; readonly dropped: number };

/** What a sink has to tell, besides its totals. */
export type SinkEvent =
  /** The receiver does not take lines now; they wait. */
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'available' }
  | { readonly kind: 'dropped'; readonly lines: number; readonly why: string };

export type SinkOptions = {
  readonly name: SinkName;
  /** Most bytes of lines that wait for the receiver; the oldest make room for new ones. */
  readonly bufferBytes: number;
  /** About how many bytes of lines are sent at once. */
  readonly batchBytes: number;
  /** Milliseconds before try `n` (from 1) is repeated. */
  readonly backoffMs: (tries: number) => number;
  readonly onEvent: (event: SinkEvent) => void;
};

export type Sink = {
  readonly name: SinkName;
  add(block: LineBlock): void;
  totals(): SinkTotals;
  /** Sends what waits, for `withinMs` at most; what is left counts as dropped. Nothing may be added afterwards. */
  close(withinMs: number): Promise<void>;
};

const FULL = 'the buffer is full';

/** Sends lines to one receiver, in order, one batch at a time; what comes meanwhile is the next. */
export function createSink(receiver: Receiver, options: SinkOptions): Sink {
  const { name, batchBytes, onEvent } = options;
  const buffer = createLineBuffer(options.bufferBytes);
  const closing = new AbortController();
  const ended = new AbortController();
  const totals = { shipped: 0, dropped: 0 };
  let isAvailable = true;
  let current: Promise<void> | undefined;

  const deliverLines = createDeliverLines(receiver, {
    backoffMs: options.backoffMs,
    closing: closing.signal,
    ended: ended.signal,
    onShipped: (lines) => void (totals.shipped += lines),
    onDropped,
    onAvailability(now, why) {
      if (now === isAvailable) return;
      isAvailable = now;
      onEvent(now ? { kind: 'available' } : { kind: 'unavailable', why });
    },
  });

  function onDropped(lines: number, why: string): void {
    if (lines === 0) return;
    totals.dropped += lines;
    onEvent({ kind: 'dropped', lines, why });
  }

  async function run(): Promise<void> {
    while (!buffer.isEmpty() && !ended.signal.aborted) {
      await deliverLines(buffer.take(batchBytes));
      buffer.settle();
    }
    current = undefined;
  }

  return {
    name,
    add(block) {
      onDropped(buffer.add(block), FULL);
      if (!buffer.isEmpty()) current ??= run();
    },
    totals: () => ({ ...totals }),
    async close(withinMs) {
      closing.abort();
      const timer = setTimeout(() => ended.abort(), withinMs);
      await current;
      clearTimeout(timer);
      onDropped(buffer.removeAll(), CLOSED);
    },
  };
}
