import { inject } from 'vitest';
import { stackOf } from '../../support/up-process.js';
import type { StackFile } from '../../../src/cli/stack-file.js';

/** The stack that all tests of the console look at, as its file says now. */
export function theStack(): StackFile {
  const stack = stackOf(inject('consoleHome'));
  if (stack === undefined) throw new Error('the stack of the console has ended: see its logs');
  return stack;
}
