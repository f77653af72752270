import { MongoInvalidArgumentError, MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { toLedgerError } from './mongo-faults.js';

const reset = Object.assign(new Error('write ECONNRESET'), { errno: -104, code: 'ECONNRESET', syscall: 'write' });

describe('toLedgerError', () => {
  it.each([
    ['a network that is gone', new MongoNetworkError('connection 3 closed'), 'LEDGER_UNAVAILABLE'],
    ['a write to a connection that was just reset', reset, 'LEDGER_UNAVAILABLE'],
    ["the driver's stumble over it in a commit", new TypeError('error.hasErrorLabel is not a function'), 'LEDGER_UNAVAILABLE'],
    ['a shutdown', new MongoServerError({ message: 'shut down', code: 91 }), 'LEDGER_UNAVAILABLE'],
    ['another transaction in the way', new MongoServerError({ message: 'write conflict', code: 112 }), 'LEDGER_CONFLICT'],
    ['a session that another ended', new MongoServerError({ message: 'operation was interrupted', code: 11601 }), 'LEDGER_CONFLICT'],
    ['a document that MongoDB does not take', new MongoServerError({ message: 'type mismatch', code: 14 }), 'LEDGER_REFUSED'],
    ['a document that the driver does not send', new MongoInvalidArgumentError('too large'), 'LEDGER_REFUSED'],
    ['a fault of our own', new TypeError('x is not a function'), 'INTERNAL'],
  ])('gives %s its code', (_what, fault, code) => {
    expect(toLedgerError(fault)).toMatchObject({ code, cause: fault });
  });
});
