import { describe, expect, it } from 'vitest';
import { clicksAddress, fromSearch, letterView, toSearch, userAddress, viewOf } from './addresses.ts';

const HOSTILE = '<img/src=x>&key=other#';

describe('the address of a search', () => {
  it.each([{ clickId: 'c1' }, { traceId: 'a1' }, { userId: HOSTILE, idempotencyKey: 'key-00001' }, { userId: HOSTILE }])('leads back to %j', (name) => {
    const query = new URL(viewOf(name), 'http://console').searchParams;
    expect(fromSearch(Object.fromEntries(query))).toEqual(name);
  });

  it('looks for nothing where it says nothing, or a key without its user', () => {
    expect(fromSearch({})).toBeUndefined();
    expect(fromSearch({ key: 'key-00001' })).toBeUndefined();
  });

  it('drops what was looked for before', () => {
    expect(toSearch({ clickId: 'c1' })).toEqual({ click: 'c1', trace: null, user: null, key: null, cursor: null });
  });

  it('holds any user of the API in the path and in the query', () => {
    expect(clicksAddress({ userId: HOSTILE, idempotencyKey: 'key-00001' })).toBe('/api/admin/clicks?user=%3Cimg%2Fsrc%3Dx%3E%26key%3Dother%23&key=key-00001');
    expect(userAddress('a/b', 50, undefined)).toBe('/api/admin/users/a%2Fb/clicks?limit=50');
    expect(letterView('batch-a_b')).toBe('/console/failed/batch-a_b');
  });
});
