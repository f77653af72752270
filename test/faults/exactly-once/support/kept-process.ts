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
  /** The present process; rejects when it is not back within two minutes. */
  untilRunning(): Promise<RunningServer>;
  /**
   * Sends a signal to the process, once it runs. Resolves at once for one that freezes or wakes, else when it has ended.
   *
   * @param downMs how long it then stays down, as with `stayDown`; not long when not given
   */
  kill(signal: NodeJS.Signals, downMs?: number): Promise<void>;
  /** From its next end on it is started again only after so many milliseconds. */
  stayDown(downMs: number): void;
  /** Resolves when it has ended more than `ends` times; rejects when it has not within two minutes. */
  untilEnded(ends: number): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
};

const SOON_MS = 200;
const WITHIN_MS = 120_000;
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

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    const deadline = performance.now() + WITHIN_MS;
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`${name} ${what}; so far it has ended ${ends.length} times: ${ends.at(-1) ?? ''}`);
      await pause(LOOK_EVERY_MS);
    }
  }

  const untilRunning = () => until('is not back', () => server);
  return {
    name,
    ends,
    untilRunning,
    kill: async (signal, downForMs = SOON_MS) => {
      const running = await untilRunning();
      const ends = signal === 'SIGKILL' || signal === 'SIGTERM';
      if (ends) downMs = downForMs;
      running.kill(signal);
      if (ends) await running.exited;
    },
    stayDown: (milliseconds) => void (downMs = milliseconds),
    untilEnded: async (before) => void (await until('has not ended', () => ends.length > before || undefined)),
    stop: async () => {
      stopping.abort();
      server?.kill('SIGCONT');
      await server?.stop();
      await keeping;
    },
  };
}
