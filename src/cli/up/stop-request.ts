import { watchNpm } from '../npm-watch.js';

/** Somebody's wish that the stack ends. */
export type StopRequest = {
  /** Aborted by the first wish: stop in order. The reason is a text. */
  readonly asked: AbortSignal;
  /** Aborted by the second Ctrl-C: stop at once. */
  readonly forced: AbortSignal;
  /** Asks from inside the program. */
  ask(reason: string): void;
  /** Signals have their usual meaning again. */
  release(): void;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// One Ctrl-C under npm arrives twice: from the terminal and, a moment later, from npm.
const SAME_KEYSTROKE_MS = 500;

/** Listens for Ctrl-C, SIGTERM, the closing of the terminal and the death of npm. */
export function listenForStop(env: NodeJS.ProcessEnv): StopRequest {
  const asked = new AbortController();
  const forced = new AbortController();
  let askedAt = 0;
  const ask = (reason: string): void => {
    if (asked.signal.aborted) return;
    askedAt = performance.now();
    asked.abort(reason);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!asked.signal.aborted) ask(signal);
    else if (performance.now() - askedAt > SAME_KEYSTROKE_MS) forced.abort(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const endWatch = watchNpm(env, () => ask('npm has ended'));
  const release = (): void => {
    endWatch();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  return { asked: asked.signal, forced: forced.signal, ask, release };
}
