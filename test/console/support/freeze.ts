import { onTestFinished } from 'vitest';
import type { StackProcess } from '../../../src/cli/stack-file.js';
import { theStack } from './console.js';

/** Stops a process of the stack where it is, until `thaw` or the end of the test. */
export function freeze(name: StackProcess): { thaw(): void } {
  const pid = theStack().pids[name];
  if (pid === undefined) throw new Error(`the stack runs no ${name}`);
  let isFrozen = true;
  const thaw = (): void => {
    if (isFrozen) process.kill(pid, 'SIGCONT');
    isFrozen = false;
  };
  onTestFinished(thaw);
  process.kill(pid, 'SIGSTOP');
  return { thaw };
}
