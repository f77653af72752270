import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type RunningServer, type ServerSpec } from '../../../../src/embedded/server.js';

/**
 * A process that is started again whenever it ends, as a supervisor does.
 *
 *   starting --answers--> running --ends--> down --after the pause--> starting
 *      ends before it answers --> down         stop() ends it for good, in every state
 */
export type KeptProcess = {
  readonly name: string;
  /** How it ended each time, in words: "killed by SIGKILL". */
  readonly ends: readonly string[];
  /** The present process; rejects when it is not back within a minute. */
  untilRunning(): Promise<RunningServer>;
  /**
   * Sends a signal to the process, once it runs. Resolves at once for one that freezes or wakes, else when it has ended.
   *
   * @param downMs how long after its end it is started again; soon when not given
   */
  kill(signal: NodeJS.Signals, downMs?: number): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
};

const SOON_MS = 200;
const BACK_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** @param specOf what to start, by the number of the start, from 1 */
export function keepRunning(name: string, specOf: (start: number) => ServerSpec): KeptProcess {
  const stopping = new AbortController();
  const ends: string[] = [];
  let server: RunningServer | undefined;
  let downMs = SOON_MS;
  const keeping = keep();

  async function keep(): Promise<void> {
    for (let start = 1; !stopping.signal.aborted; start += 1) {
      try {
        server = await startServer(specOf(start), stopping.signal);
        ends.push((await server.exited).how);
      } catch (fault) {
        ends.push(fault instanceof Error ? fault.message : String(fault));
      }
      server = undefined;
      await pause(downMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function untilRunning(): Promise<RunningServer> {
    const deadline = performance.now() + BACK_WITHIN_MS;
    while (server === undefined) {
      if (performance.now() > deadline) throw new Error(`${name} is not back: ${ends.at(-1) ?? 'it never ended'}`);
      await pause(LOOK_EVERY_MS);
    }
    return server;
  }

  return {
    name,
    ends,
    untilRunning,
    kill: async (signal, downForMs = SOON_MS) => {
      const running = await untilRunning();
      downMs = downForMs;
      running.kill(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await running.exited;
    },
    stop: async () => {
      stopping.abort();
      server?.kill('SIGCONT');
      await server?.stop();
      await keeping;
    },
  };
}
