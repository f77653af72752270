import type { Worker } from 'node:worker_threads';
import type { LogTarget } from '../log-target.js';
import type { SinkName } from '../label-values.js';
import { CLOSED } from './deliver-lines.js';
import type { FromThread, ThreadEvent, Totals, ToThread } from './shipping-thread.js';
import type { SinkTotals } from './sink.js';

export type ShippingThread = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

export type ThreadTargetOptions = {
  readonly sinks: readonly SinkName[];
  readonly openThread: () => ShippingThread;
  /** Milliseconds that the thread may take at the end to send what waits. */
  readonly flushMs: number;
  readonly onEvent: (sink: SinkName, event: ThreadEvent) => void;
  /** Told that the thread has ended by itself; the next write opens another one. */
  readonly onThreadEnded: (why: string) => void;
};

export type ThreadTarget = LogTarget & {
  /** What became of the lines that were handed over, since the start. */
  totals(): Readonly<Record<SinkName, SinkTotals>>;
};

/** Milliseconds beyond `flushMs` after which a thread that does not answer is ended. */
const GRACE_MS = 200;

type Running = { readonly thread: ShippingThread; kept: number; totals: Totals };
type Waiting = { resolve: () => void; reject: (fault: Error) => void };

/** Hands lines to a thread that sends them. A write has been done when the thread has them in its buffers. */
export function createThreadTarget(options: ThreadTargetOptions): ThreadTarget {
  const past = new Map<SinkName, SinkTotals>();
  let running: Running | undefined;
  let write: Waiting | undefined;
  let close: (() => void) | undefined;

  function open(): Running {
    const opened: Running = { thread: options.openThread(), kept: 0, totals: {} };
    opened.thread.on('message', (message: FromThread) => take(opened, message));
    opened.thread.on('error', (fault) => end(opened, fault instanceof Error ? fault.message : String(fault)));
    opened.thread.on('exit', (code) => end(opened, `exit code ${code}`));
    return opened;
  }

  function take(from: Running, message: FromThread): void {
    from.totals = message.totals;
    if (message.kind === 'event') options.onEvent(message.sink, message.event);
    if (message.kind === 'closed') close?.();
    if (message.kind !== 'kept') return;
    from.kept += message.lines;
    write?.resolve();
  }

  /** Whatever the thread had not told of is lost, also where it did not end in time. */
  function end(ended: Running, why: string): void {
    if (running !== ended) return;
    running = undefined;
    for (const sink of options.sinks) {
      const { shipped, dropped } = totalsOf(sink, ended);
      const lost = ended.kept - (ended.totals[sink]?.shipped ?? 0) - (ended.totals[sink]?.dropped ?? 0);
      past.set(sink, { shipped, dropped: dropped + lost });
      if (lost > 0) options.onEvent(sink, { kind: 'dropped', lines: lost, why: close ? CLOSED : why });
    }
    write?.reject(new Error(why));
    close?.();
    if (!close) options.onThreadEnded(why);
  }

  function totalsOf(sink: SinkName, live: Running | undefined): SinkTotals {
    const before = past.get(sink);
    const now = live?.totals[sink];
    return { shipped: (before?.shipped ?? 0) + (now?.shipped ?? 0), dropped: (before?.dropped ?? 0) + (now?.dropped ?? 0) };
  }

  return {
    async write(bytes) {
      const { thread } = (running ??= open());
      // A copy of its own: the rest of the buffer that it lies in is still being written to.
      const copy = new Uint8Array(bytes);
      const done = new Promise<void>((resolve, reject) => (write = { resolve, reject }));
      thread.postMessage({ kind: 'lines', bytes: copy } satisfies ToThread, [copy.buffer]);
      await done;
      return bytes.length;
    },
    async close() {
      const closing = running;
      if (!closing) return;
      const closed = new Promise<void>((resolve) => (close = resolve));
      const timer = setTimeout(() => close?.(), options.flushMs + GRACE_MS);
      closing.thread.postMessage({ kind: 'close', withinMs: options.flushMs } satisfies ToThread);
      await closed;
      clearTimeout(timer);
      await closing.thread.terminate();
    },
    totals: () => Object.fromEntries(options.sinks.map((sink) => [sink, totalsOf(sink, running)])) as Record<SinkName, SinkTotals>,
  };
}
