import type { ServerSpec } from '../../embedded/server.js';
import { supervise, type Supervisor } from '../../embedded/supervisor.js';
import type { StackProcess } from '../stack-file.js';
import { watchSilence } from './watch-silence.js';

export type Specs = Readonly<Partial<Record<StackProcess, ServerSpec>>>;

export type StackEvents = {
  /** A process runs and answers, for the first time or again. */
  readonly onRunning: (name: StackProcess, pid: number) => void;
  readonly onDown: (name: StackProcess, why: string, againInMs: number) => void;
  /** A process did not end in time when it was told to. */
  readonly onKilled: (name: StackProcess) => void;
  readonly onWaiting: (name: StackProcess, seconds: number) => void;
  /** One of our own runs and answers no more; @param since milliseconds since 1970 */
  readonly onSilent: (name: StackProcess, pid: number, since: number) => void;
  readonly onAnswer: (name: StackProcess, pid: number, afterMs: number) => void;
};

/** Those that are asked all the time whether they answer. */
const WATCHED: readonly StackProcess[] = ['api', 'worker'];

/** The processes of a stack, started in this order and stopped in the one below, some side by side. */
const START_ORDER: readonly (readonly StackProcess[])[] = [
  ['redis', 'mongod'],
  ['api', 'worker'],
  // Who takes alerts is there before the first is sent.
  ['alertmanager'],
  ['prometheus'],
];

/** Who takes clicks stops first, who keeps them last; what one does not need of its time, the next ones have. */
const STOP_ORDER: readonly { readonly names: readonly StackProcess[]; readonly leastMs: number }[] = [
  { names: ['api'], leastMs: 1_500 },
  { names: ['worker'], leastMs: 4_000 },
  { names: ['prometheus', 'alertmanager'], leastMs: 700 },
  { names: ['redis', 'mongod'], leastMs: 1_800 },
];
/** More than the least times together: a machine that stands still for a second must not get anybody killed. */
const STOP_WITHIN_MS = 9_500;

const TELL_EVERY_MS = 3_000;

export type Stack = {
  /** Starts everything; rejects when one process cannot be started, and leaves the others to be stopped. */
  start(signal: AbortSignal): Promise<void>;
  /** Stops everything in order; at once when `forced` is aborted. */
  stop(forced: AbortSignal): Promise<void>;
};

export function createStack(specs: Specs, events: StackEvents): Stack {
  const running = new Map<StackProcess, Supervisor>();
  const watches = new Map<StackProcess, () => void>();

  function watch(name: StackProcess, { probe }: ServerSpec, pid: number): void {
    if (!WATCHED.includes(name)) return;
    const onSilent = (since: number): void => events.onSilent(name, pid, since);
    const onAnswer = (afterMs: number): void => events.onAnswer(name, pid, afterMs);
    watches.set(name, watchSilence(probe, { onSilent, onAnswer }));
  }

  async function startOne(name: StackProcess, signal: AbortSignal): Promise<void> {
    const spec = specs[name];
    if (spec === undefined) return;
    const since = performance.now();
    const tell = (): void => events.onWaiting(name, Math.round((performance.now() - since) / 1000));
    const telling = setInterval(tell, TELL_EVERY_MS);
    const onRunning = (pid: number): void => {
      events.onRunning(name, pid);
      watch(name, spec, pid);
    };
    const onKilled = (): void => events.onKilled(name);
    const onDown = (why: string, againInMs: number): void => {
      watches.get(name)?.();
      events.onDown(name, why, againInMs);
    };
    try {
      running.set(name, await supervise(spec, { onRunning, onDown, onKilled }, signal));
    } finally {
      clearInterval(telling);
    }
  }

  return {
    async start(signal) {
      for (const names of START_ORDER) await allOrNone(names, (name, both) => startOne(name, both), signal);
    },
    async stop(forced) {
      for (const endWatch of watches.values()) endWatch();
      const force = (): void => running.forEach((supervisor) => void supervisor.stop(0));
      forced.addEventListener('abort', force);
      const endsAt = performance.now() + STOP_WITHIN_MS;
      for (const [index, { names }] of STOP_ORDER.entries()) {
        const withinMs = timeToStop(index, endsAt - performance.now());
        await Promise.all(names.map((name) => running.get(name)?.stop(forced.aborted ? 0 : withinMs)));
      }
      forced.removeEventListener('abort', force);
    },
  };
}

/** All that is left but the least times of those who stop later. */
function timeToStop(index: number, leftMs: number): number {
  const later = STOP_ORDER.slice(index + 1).reduce((sum, { leastMs }) => sum + leastMs, 0);
  return Math.max(STOP_ORDER[index]?.leastMs ?? 0, leftMs - later);
}

/** Runs `action` for each name side by side; the first that fails ends the others, and is told when they have ended. */
async function allOrNone<T>(
  names: readonly T[],
  action: (name: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const abort = (fault: unknown): void => failed.abort(fault);
  await Promise.all(names.map((name) => action(name, either).catch(abort)));
  failed.signal.throwIfAborted();
}
