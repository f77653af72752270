import { setTimeout as delay } from 'node:timers/promises';
import { startServer, type Exit, type RunningServer, type ServerSpec } from './server.js';

export type SupervisorEvents = {
  /** The server runs (again) and answers. */
  readonly onRunning: (pid: number) => void;
  /** The server has ended by itself, or did not come back; it is started again after a pause. */
  readonly onDown: (why: string, againInMs: number) => void;
  /** It had to be killed when it was told to stop. */
  readonly onKilled?: () => void;
};

/** Keeps one server running until it is told to stop. */
export type Supervisor = {
  stop(withinMs?: number): Promise<void>;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Who has run this long did not fail because of how it was started: the next pause is the first one again. */
const STEADY_AFTER_MS = 30_000;

/** Starts a server; rejects when this first start fails. Later it is started again whenever it ends. */
export async function supervise(spec: ServerSpec, events: SupervisorEvents, signal: AbortSignal): Promise<Supervisor> {
  const stopping = new AbortController();
  let server = await startServer(spec, signal);
  events.onRunning(server.pid);
  const watching = watch();

  async function watch(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const exit = await server.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > STEADY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      pauseMs = await startAgain(describe(exit), pauseMs);
    }
  }

  async function startAgain(reason: string, firstPauseMs: number): Promise<number> {
    let why = reason;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      events.onDown(why, pauseMs);
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      const next = await startServer(spec, stopping.signal).catch((fault: unknown) => fault);
      if (stopping.signal.aborted) return pauseMs;
      if (isRunning(next)) {
        server = next;
        events.onRunning(server.pid);
        return Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      why = next instanceof Error ? next.message : String(next);
    }
  }

  return {
    stop: async (withinMs) => {
      const isFirst = !stopping.signal.aborted;
      stopping.abort();
      await server.stop(withinMs);
      // It may have been about to be started again.
      await watching;
      await server.stop(withinMs);
      if (isFirst && (await server.exited).disobeyed) events.onKilled?.();
    },
  };
}

function isRunning(value: unknown): value is RunningServer {
  return typeof value === 'object' && value !== null && 'exited' in value;
}

function describe({ how, lastWords }: Exit): string {
  return lastWords === '' ? how : `${how}: ${lastWords}`;
}
