import { describe, expect, it } from 'vitest';
import { makeClick } from '../../test/support/clicks.js';
import { decodeClick, encodeClick } from './batch-item.js';

const SPAN = '00f067aa0ba902b7';

describe('a click in a batch', () => {
  it('is read as it was written, with its span where it has one', () => {
    for (const click of [makeClick(), makeClick({ source: 'button' }), { ...makeClick(), spanId: SPAN }]) {
      expect(decodeClick(`1700000000000|${encodeClick(click)}`)).toEqual({ ...click, acceptedAt: 1_700_000_000_000 });
    }
  });

  it('has no byte more for traces when its own is not sampled, and 17 when it is', () => {
    const click = makeClick();
    const fields = [1, click.clickId, click.userId, click.idempotencyKey, click.traceId, null, null];
    expect(encodeClick(click)).toBe(JSON.stringify(fields));
    expect(encodeClick({ ...click, spanId: SPAN })).toHaveLength(encodeClick(click).length + 17);
  });

  it('has no span id at all when none was written, for MongoDB would store one that is undefined', () => {
    expect(Object.keys(decodeClick(`1|${encodeClick({ ...makeClick(), spanId: undefined })}`))).not.toContain('spanId');
  });

  it('keeps a trace id that another program wrote in another form', () => {
    const written = (traceId: string) => `1|${encodeClick({ ...makeClick(), traceId })}`;
    for (const traceId of ['', 'short', 'x'.repeat(49)]) {
      const click = decodeClick(written(traceId));
      expect(click.traceId).toBe(traceId);
      expect(click.spanId).toBeUndefined();
    }
  });

  it.each(['', '|', '5|', '5|{}', 'x|[]', '5|[2,"c","u","k","t",null,null]', '5|[1,"c","u","k","t",null]'])('is not %s', (item) => {
    expect(() => decodeClick(item)).toThrow(/no click/);
  });
});
