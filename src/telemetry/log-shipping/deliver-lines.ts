import { setTimeout as delay } from 'node:timers/promises';
import { ALL_TAKEN, type Delivery, type Receiver } from './receiver.js';
import type { ShippedLine } from './shipped-line.js';

export type DeliveryOptions = {
  /** Milliseconds before try `n` (from 1) is repeated. */
  readonly backoffMs: (tries: number) => number;
  /** When it aborts, there is no time left to wait long. */
  readonly closing: AbortSignal;
  /** When it aborts, there is no time left at all. */
  readonly ended: AbortSignal;
  readonly onShipped: (lines: number) => void;
  readonly onDropped: (lines: number, why: string) => void;
  /** Told after each try whether the receiver takes lines, and why not. */
  readonly onAvailability: (isAvailable: boolean, why: string) => void;
};

/** Milliseconds between two tries at the end: a receiver may just be coming back. */
const CLOSING_PAUSE_MS = 100;
export const CLOSED = 'the process ended first';

/** Sends lines to a receiver until each was taken or refused, or time is up. */
export function createDeliverLines(receiver: Receiver, options: DeliveryOptions) {
  const { closing, ended, onShipped, onDropped, onAvailability } = options;

  async function deliverLines(lines: readonly ShippedLine[]): Promise<void> {
    let rest = lines;
    for (let tries = 1; rest.length > 0; tries += 1) {
      if (ended.aborted) return onDropped(rest.length, CLOSED);
      const delivery = await trySend(rest);
      if (delivery.kind === 'too-large' && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        await deliverLines(rest.slice(0, half));
        rest = rest.slice(half);
      } else {
        rest = settle(delivery, rest);
        if (rest.length > 0) await untilNextTry(tries, delivery);
      }
    }
  }

  async function trySend(lines: readonly ShippedLine[]): Promise<Delivery> {
    try {
      return await receiver.send(lines, ended);
    } catch (fault) {
      return { kind: 'later', why: fault instanceof Error ? fault.message : String(fault) };
    }
  }

  /** Counts what is done with; gives the lines that are to be sent again. */
  function settle(delivery: Delivery, lines: readonly ShippedLine[]): readonly ShippedLine[] {
    if (delivery.kind === 'later') {
      onAvailability(false, delivery.why);
      return lines;
    }
    const taken = delivery.kind === 'taken' ? delivery : { ...ALL_TAKEN, refused: lines.length, whyRefused: delivery.why };
    const { refused, whyRefused, again, whyAgain } = taken;
    onShipped(lines.length - refused - again.length);
    onDropped(refused, whyRefused);
    onAvailability(again.length === 0, whyAgain);
    return again;
  }

  async function untilNextTry(tries: number, delivery: Delivery): Promise<void> {
    const afterMs = delivery.kind === 'later' ? (delivery.afterMs ?? 0) : 0;
    if (closing.aborted) await pause(CLOSING_PAUSE_MS, ended);
    else await pause(Math.max(afterMs, options.backoffMs(tries)), closing);
  }

  return deliverLines;
}

/** Waits until the time is over or `signal` aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
