import { describe, expect, it } from 'vitest';
import { recogniseId } from './recognise-id.ts';

const CLICK = `c${'0123456789abcdef'.repeat(2)}01234567`;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a pasted text', () => {
  it.each([
    ['a click id', CLICK, { clickId: CLICK }],
    ['one with white space around it, in capitals', ` ${CLICK.toUpperCase()}\n`, { clickId: CLICK }],
    ['the address of a status', `http://127.0.0.1:8080/api/mining/clicks/${CLICK}?x=1`, { clickId: CLICK }],
    ['a trace id', TRACE, { traceId: TRACE }],
    ['a traceparent', `00-${TRACE}-00f067aa0ba902b7-01`, { traceId: TRACE }],
    ['a log line with both', JSON.stringify({ traceId: TRACE, clickId: CLICK, msg: CLICK }), { clickId: CLICK }],
  ])('that is %s names a click', (_what, text, name) => {
    expect(recogniseId(text)).toEqual({ kind: 'click', name });
  });

  it('that is the id of a batch leads to its dead letter', () => {
    expect(recogniseId('batch-V1StGXR8_Z5jdHi6')).toEqual({ kind: 'letter', id: 'batch-V1StGXR8_Z5jdHi6' });
  });

  it('that looks like an idempotency key asks for its user', () => {
    expect(recogniseId('order-2026-11-29')).toEqual({ kind: 'key', idempotencyKey: 'order-2026-11-29' });
  });

  it.each([
    ['nothing', '  ', 'Paste'],
    ['two ids', `${CLICK} ${CLICK.replace('c0', 'c1')}`, '2 ids'],
    ['an id that was cut short, in a sentence', `click ${CLICK.slice(0, 30)} was lost`, 'cut short'],
    ['an id within a longer one', `click ${CLICK}ab`, 'cut short'],
    ['the trace id that stands for none', 'trace '.concat('0'.repeat(32)), 'cut short'],
    ['markup', '<img src=x onerror=alert(1)>', 'cut short'],
  ])('that is %s says what to do', (_what, text, why) => {
    expect(recogniseId(text)).toMatchObject({ kind: 'unknown', why: expect.stringContaining(why) as string });
  });
});
