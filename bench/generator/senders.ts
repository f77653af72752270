import { createArrivals } from '../../src/cli/load/arrivals.js';
import { runSchedule } from '../../src/cli/load/schedule.js';
import { type Connection, openConnection } from './connection.js';
import type { GeneratorPlan } from './messages.js';
import type { Meter } from './meter.js';

/** A load that is being sent. */
export type Sending = {
  /** Ends it; resolves when the last answer is here. */
  stop(): Promise<void>;
  /** Resolves when a counted load has been answered. */
  readonly counted: Promise<void>;
};

const clock = (): number => performance.now();

/** Keeps every connection busy, up to `clicks` in all. */
export async function sendAsAnswered(
  { port, connections }: GeneratorPlan,
  nextRequest: () => string,
  meter: Meter,
  clicks = Infinity,
): Promise<Sending> {
  let left = clicks;
  let busy = connections;
  let finished: () => void = () => undefined;
  const counted = new Promise<void>((resolve) => (finished = resolve));
  const open: Connection[] = [];

  const openOne = async (): Promise<void> => {
    let sentAt = 0;
    const next = (): void => {
      if (left <= 0) {
        busy -= 1;
        if (busy === 0) finished();
        return;
      }
      left -= 1;
      sentAt = clock();
      connection.send(nextRequest());
    };
    const connection = await openConnection(port, (status, body) => {
      meter.count(status, body, clock() - sentAt);
      next();
    });
    open.push(connection);
    next();
  };
  await Promise.all(Array.from({ length: connections }, openOne));
  return {
    counted,
    async stop() {
      left = 0;
      await counted;
      for (const connection of open) connection.close();
    },
  };
}

/** Sends at a rate; a click that finds all connections busy waits for one, and its wait counts. */
export async function sendAtRate(
  { port, connections }: GeneratorPlan,
  nextRequest: () => string,
  meter: Meter,
  rate: number,
): Promise<Sending> {
  const idle: { send(dueAt: number): void; close(): void }[] = [];
  const due: number[] = [];
  const ending = new AbortController();
  let finished: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (finished = resolve));
  const settle = (): void => {
    if (ending.signal.aborted && idle.length === connections && due.length === 0) finished();
  };

  const openOne = async (): Promise<void> => {
    let dueAt = 0;
    const connection = await openConnection(port, (status, body) => {
      meter.count(status, body, clock() - dueAt);
      const next = due.shift();
      if (next === undefined) idle.push(line);
      else line.send(next);
      settle();
    });
    const line = {
      send: (at: number) => {
        dueAt = at;
        connection.send(nextRequest());
      },
      close: connection.close,
    };
    idle.push(line);
  };
  await Promise.all(Array.from({ length: connections }, openOne));
  const schedule = runSchedule({
    arrivals: createArrivals(rate, Math.random),
    durationMs: Infinity,
    clock,
    signal: ending.signal,
    send: (dueAt) => {
      const line = idle.pop();
      if (line) line.send(dueAt);
      else due.push(dueAt);
    },
  });
  return {
    counted: answered,
    async stop() {
      ending.abort();
      await schedule;
      settle();
      await answered;
      for (const line of idle) line.close();
    },
  };
}
