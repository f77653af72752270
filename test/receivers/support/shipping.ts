import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { createShippingLogger } from '../../support/shipping-logger.js';

export type SinkName = 'loki' | 'elasticsearch';

/** How long a receiver is away in the tests of its absence. */
export const AWAY_MS = 30_000;
const PAUSE_MS = 50;

/** A logger that ships to one real receiver, and what is said and counted about it. */
export async function createShipper(sink: SinkName, settings: Readonly<Record<string, string>>) {
  const shipping = await createShippingLogger(settings);
  let count = 0;
  const log = (lines: number): void => {
    shipping.log(count, lines);
    count += lines;
  };
  const state = () => {
    const found = shipping.stateOf(sink);
    if (!found) throw new Error(`no lines are shipped to ${sink}`);
    return found;
  };
  return {
    logger: shipping.logger,
    state,
    inFile: shipping.inFile,
    /** Writes lines whose `jobId` is their number, from 0 on. */
    log,
    /** Writes about 200 such lines a second, for as long. */
    logFor: async (milliseconds: number): Promise<void> => {
      for (const end = performance.now() + milliseconds; performance.now() < end; await delay(PAUSE_MS)) log(PAUSE_MS / 5);
    },
    /** The `jobId` of all lines that `log` has written. */
    jobIds: () => Array.from({ length: count }, (_, number) => String(number)),
    /** Waits until every line was shipped or dropped. */
    untilSettled: () => eventually(() => state().waiting === 0),
    /** What the log file says about the receiver. */
    said: async () => (await shipping.inFile()).filter((line) => line['sink'] === sink),
  };
}

export type Shipper = Awaited<ReturnType<typeof createShipper>>;

/** Of lines that were found, the numbers of those that a shipper's `log` has written, in the order in which they were found. */
export function jobIdsOf(lines: readonly Readonly<Record<string, unknown>>[]): string[] {
  return lines.filter(({ jobId }) => jobId !== undefined).map(({ jobId }) => String(jobId));
}

/** Writes about 3 MiB, more than a buffer of 1 MiB holds, while the receiver is away. */
export async function overflow(shipper: Shipper): Promise<void> {
  shipper.log(20_000);
  await eventually(() => shipper.state().dropped > 0);
}

/** Waits until each line of the file was shipped or dropped, and each dropped one was said; gives the totals. */
export function untilAllIsSaid(shipper: Shipper): Promise<{ readonly shipped: number; readonly dropped: number }> {
  return eventually(async () => {
    const written = await shipper.inFile();
    const { shipped, dropped, waiting } = shipper.state();
    const said = written.reduce((sum, line) => sum + Number(line['linesDropped'] ?? 0), 0);
    return waiting === 0 && said === dropped && written.length === shipped + dropped && { shipped, dropped };
  });
}

/**
 * Some numbers are missing, and those found are in order: the first 500, which the receiver had before, perhaps those that
 * were on their way when it went away, and the newest.
 */
export function expectGap(found: readonly string[], numbers: readonly string[]): void {
  const isFound = new Set(found);
  expect(found).toEqual(numbers.filter((number) => isFound.has(number)));
  expect(found.length).toBeLessThan(numbers.length);
  expect(found.slice(0, 500)).toEqual(numbers.slice(0, 500));
  expect(found.slice(-500)).toEqual(numbers.slice(-500));
}
