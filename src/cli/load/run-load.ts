import { pause } from '../../client/pause.js';
import type { Journal } from './journal.js';
import { type Random, createArrivals } from './arrivals.js';
import { createClickSource } from './click-source.js';
import type { SimulatedClients } from './clients.js';
import { type Clock, runSchedule } from './schedule.js';
import { createSender, type Sender } from './sender.js';
import type { Tally } from './tally.js';

/** What to send. */
export type LoadPlan = {
  readonly runId: string;
  readonly url: URL;
  /** Sends in a second, on average; repetitions come on top. */
  readonly rate: number;
  readonly durationMs: number;
  readonly users: number;
  readonly clients: number;
  /** Share of the sends that repeat a recent click, 0 to 1. */
  readonly duplicates: number;
  /** How long after the last scheduled send clicks are still repeated; 0 for no repetitions at all. */
  readonly repeatForMs: number;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
};

export type LoadParts = {
  readonly clients: SimulatedClients;
  readonly tokenOf: (userId: string) => string;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly random: Random;
  /** Stops the load early, but in order: what is in flight is waited for. */
  readonly signal: AbortSignal;
};

/** Sends the load and returns when every attempt has ended and is in the journal. */
export async function runLoad(plan: LoadPlan, parts: LoadParts): Promise<void> {
  const { journal, clock, random, signal } = parts;
  const { runId, url, users, timeoutMs } = plan;
  const nextClick = createClickSource({ ...plan, random });
  const sender = createSender({ ...parts, repeats: plan.repeatForMs > 0, maxInFlight: plan.maxInFlight });

  journal.write({ run: runId, started: Date.now(), url: url.origin, users, timeoutMs });
  await runSchedule({
    arrivals: createArrivals(plan.rate, random),
    durationMs: plan.durationMs,
    clock,
    signal,
    send: (dueAt) => {
      const { click, duplicate } = nextClick();
      sender.send(click, duplicate ? 'duplicate' : 'first', dueAt);
    },
  });
  await finish(sender, plan.repeatForMs, signal);
  journal.write({ end: runId, ended: Date.now() });
}

/** Lets repetitions go on for a while, then waits for what is in flight; each attempt has its own time limit. */
async function finish(sender: Sender, repeatForMs: number, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const idle = sender.settle().then(() => settled.abort());
  await pause(repeatForMs, AbortSignal.any([signal, settled.signal]));
  sender.stopRepeating();
  await idle;
}
