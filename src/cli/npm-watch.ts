import { parentOf, programOf } from '../embedded/processes.js';

const LOOK_EVERY_MS = 500;
const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'zsh', 'ksh', 'busybox']);

/**
 * Calls `onGone` when the npm that runs us has ended without telling us (kill -9). Between npm and us there may be the
 * shell that npm starts its scripts with. Returns what ends the watch; without npm there is nothing to watch.
 */
export function watchNpm(env: NodeJS.ProcessEnv, onGone: () => void): () => void {
  if (env['npm_lifecycle_event'] === undefined) return () => undefined;
  const ancestors = runningAncestors();
  const timer = setInterval(() => {
    if (isSame(ancestors, runningAncestors())) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function runningAncestors(): (number | undefined)[] {
  const parent = process.ppid;
  return SHELLS.has(programOf(parent) ?? '') ? [parent, parentOf(parent)] : [parent];
}

function isSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.every((pid, index) => pid === now[index]);
}
