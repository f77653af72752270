import { describe, expect, it } from 'vitest';
import { createTraceIds } from './trace-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('createTraceIds', () => {
  it('takes the id of a traceparent, and makes one where there is none that is valid', () => {
    const traceIdOf = createTraceIds();
    expect(traceIdOf(`00-${TRACE}-00f067aa0ba902b7-01`)).toBe(TRACE);
    for (const other of [undefined, 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, [TRACE]]) {
      expect(traceIdOf(other)).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIdOf(other)).not.toBe('0'.repeat(32));
    }
  });

  it('never makes the same id twice', () => {
    const traceIdOf = createTraceIds();
    const ids = Array.from({ length: 1000 }, () => traceIdOf(undefined));
    expect(new Set(ids).size).toBe(1000);
  });
});
