import { describe, expect, it } from 'vitest';
import { createTraceIds, parseTraceparent } from './trace-id.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
    ['fe', false],
  ])('reads ids and the flag of %s', (flags, isSampled) => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
  });

  it('reads a version that has more fields than this one', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-more`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true });
  });

  it.each([
    undefined,
    [`00-${TRACE}-${SPAN}-01`],
    '',
    'nonsense',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01x`,
    `cc-${TRACE}-${SPAN}-01x`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
  ])('takes %s for none', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

describe('createTraceIds', () => {
  it('takes the id of a traceparent, and makes one where there is none that is valid', () => {
    const traceIdOf = createTraceIds();
    expect(traceIdOf(`00-${TRACE}-${SPAN}-01`)).toBe(TRACE);
    for (const other of [undefined, 'nonsense', `00-${'0'.repeat(32)}-${SPAN}-01`, [TRACE]]) {
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
