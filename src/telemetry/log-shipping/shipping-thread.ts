import type { MessagePort } from 'node:worker_threads';
import type { SinkName } from '../label-values.js';
import { countLines } from './shipped-line.js';
import type { Sink, SinkEvent, SinkTotals } from './sink.js';

export type Totals = Readonly<Partial<Record<SinkName, SinkTotals>>>;

/** What the process tells the thread. */
export type ToThread =
  | { readonly kind: 'lines'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly withinMs: number };

/** What the thread tells the process. */
export type FromThread =
  /** The answer to `lines`: they are in the buffers, or left some of them. */
  | { readonly kind: 'kept'; readonly lines: number; readonly totals: Totals }
  | { readonly kind: 'event'; readonly sink: SinkName; readonly event: ThreadEvent; readonly totals: Totals }
  | { readonly kind: 'totals'; readonly totals: Totals }
  /** The answer to `close`, and the last word. */
  | { readonly kind: 'closed'; readonly totals: Totals };

export type ThreadEvent = SinkEvent | { readonly kind: 'template-refused'; readonly why: string };

export type Port = Pick<MessagePort, 'postMessage' | 'on'>;

/** Makes the sinks; each tells of what happens by the function that it is given. */
export type CreateSinks = (tell: (sink: SinkName, event: ThreadEvent) => void) => readonly Sink[];

const TOTALS_EVERY_MS = 500;

/** Hands what comes through `port` to every sink, and tells what became of it. */
export function runShippingThread(port: Port, createSinks: CreateSinks): void {
  const tell = (message: FromThread) => port.postMessage(message);
  const totals = (): Totals => Object.fromEntries(sinks.map((sink) => [sink.name, sink.totals()]));
  const sinks = createSinks((sink, event) => tell({ kind: 'event', sink, event, totals: totals() }));
  const timer = setInterval(() => tell({ kind: 'totals', totals: totals() }), TOTALS_EVERY_MS);
  let sequence = 0;

  function keep(bytes: Uint8Array): void {
    const lines = countLines(bytes);
    for (const sink of sinks) sink.add({ bytes, firstSequence: sequence, lines });
    sequence += lines;
    tell({ kind: 'kept', lines, totals: totals() });
  }

  async function close(withinMs: number): Promise<void> {
    clearInterval(timer);
    await Promise.all(sinks.map((sink) => sink.close(withinMs)));
    tell({ kind: 'closed', totals: totals() });
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'lines') keep(message.bytes);
    else void close(message.withinMs);
  });
}
