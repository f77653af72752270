import { fileURLToPath } from 'node:url';
import type { Environment } from './world.js';

/** Where a process is sent a signal by itself. */
export type StopAt = {
  /**
   * `<store> <command> <sent|answered>`, such as `redis admitClicks answered` or `mongodb insert clicks sent`; a script has
   * its own name. `http 202 sent` is an answer that is about to go out; `any` is each of all steps.
   *
   * `sent`: nothing of it has left the process. `answered`: the store has done it, and the process has not seen it yet.
   */
  readonly step: string;
  /** How manieth step of that name, from 1. */
  readonly hit: number;
  /** SIGKILL to die, SIGSTOP to freeze. */
  readonly signal: NodeJS.Signals;
  /** Steps count only from the moment on when the process got this signal. */
  readonly from?: NodeJS.Signals;
  /** Only steps count that carry this text. */
  readonly mark?: string;
};

const PRELOAD = fileURLToPath(new URL('../preload/stop-at-step.mjs', import.meta.url));

/** What a process of the built command is started with to be stopped there. Nothing of this is in the product. */
export function stopAt(where: StopAt): Environment {
  return { NODE_OPTIONS: `--import ${PRELOAD}`, STOP_AT: JSON.stringify(where) };
}

/** What it is started with to be stopped where the file says, from the moment on when it gets SIGUSR2. */
export function stopWhenAsked(file: string): Environment {
  return { NODE_OPTIONS: `--import ${PRELOAD}`, STOP_AT_FILE: file };
}
