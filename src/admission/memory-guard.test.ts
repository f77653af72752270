import { describe, expect, it } from 'vitest';
import { createMemoryGuard } from './memory-guard.js';

function createGuard() {
  const calls: string[] = [];
  const admission = { close: (reason: string) => void calls.push(`close ${reason}`), open: (reason: string) => void calls.push(`open ${reason}`) };
  return { guard: createMemoryGuard(admission, { closeAt: 0.75, openBelow: 0.65 }), calls };
}

describe('the memory guard', () => {
  it('closes at the upper mark, once, and opens below the lower one, once', () => {
    const { guard, calls } = createGuard();
    expect([0, 0.749, 0.75, 1.2, 0.75, 0.649, 0.7, 0.74].map(guard)).toEqual([
      'unchanged',
      'unchanged',
      'closed',
      'unchanged',
      'unchanged',
      'opened',
      'unchanged',
      'unchanged',
    ]);
    expect(calls).toEqual(['close memory-guard', 'open memory-guard']);
  });

  it('stays closed between the marks: memory that is just free is not given away at once', () => {
    const { guard, calls } = createGuard();
    expect([0.8, 0.7, 0.65, 0.749].map(guard)).toEqual(['closed', 'unchanged', 'unchanged', 'unchanged']);
    expect(calls).toEqual(['close memory-guard']);
  });
});
