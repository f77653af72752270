import { describe, expect, it } from 'vitest';
import { findIndexFaults, type IndexDescription } from './indexes.js';

const byId = { name: '_id_', key: { _id: 1 } };
const ofUser = { name: 'userId_1_acceptedAt_-1', key: { userId: 1, acceptedAt: -1 } };
const byTime = { name: 'acceptedAt_1', key: { acceptedAt: 1 } };

const faultsOf = (...clicks: IndexDescription[]) => findIndexFaults(new Map([['clicks', [byId, ...clicks]]]));

describe('the indexes of the ledger', () => {
  it('have no fault when all are there, whatever else is', () => {
    expect(faultsOf(ofUser, byTime, { name: 'mine', key: { source: 1 } })).toEqual([]);
  });

  it('are left to whoever creates a collection that is not there', () => {
    expect(findIndexFaults(new Map())).toEqual([]);
  });

  it('are missing when another order or direction of the same fields is there', () => {
    const others: IndexDescription[] = [{ name: 'a', key: { acceptedAt: -1, userId: 1 } }, { name: 'b', key: { userId: 1, acceptedAt: 1 } }];
    expect(faultsOf(byTime, ...others)).toEqual([{ kind: 'missing', collection: 'clicks', index: '{"userId":1,"acceptedAt":-1}' }]);
  });

  it.each(['unique', 'sparse', 'hidden'])('are limited when they are %s', (option) => {
    expect(faultsOf(ofUser, { ...byTime, [option]: true })).toEqual([{ kind: 'limited', collection: 'clicks', index: 'acceptedAt_1' }]);
  });

  it('are limited when they hold a part of the rows, or another order of texts', () => {
    expect(faultsOf({ ...ofUser, collation: { locale: 'de' } }, { ...byTime, partialFilterExpression: { amount: 1 } })).toHaveLength(2);
  });

  it('may not let rows expire, whichever they are', () => {
    const expiring = { name: 'old', key: { processedAt: 1 }, expireAfterSeconds: 60 };
    expect(faultsOf(ofUser, byTime, expiring)).toEqual([{ kind: 'expiring', collection: 'clicks', index: 'old' }]);
    expect(findIndexFaults(new Map([['accounts', [byId, expiring]]]))).toEqual([{ kind: 'expiring', collection: 'accounts', index: 'old' }]);
  });
});
