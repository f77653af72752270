import { expect, it } from 'vitest';
import type { FoundClick } from '../../../src/console/found.ts';
import { findMissingRow } from './missing-row.ts';

const attempt = { what: 'attempt', at: 7 };
const click = (changes: object) => ({ status: 'unknown', timeline: [attempt], problems: [], ...changes }) as unknown as FoundClick;

it('a row is missing only where a worker posted the click and everybody has been asked', () => {
  expect(findMissingRow(click({}))).toEqual({ postedAt: 7 });
  for (const status of ['queued', 'archived', 'erased']) expect(findMissingRow(click({ status })), status).toBeUndefined();
  expect(findMissingRow(click({ ledger: { _id: 'c1' } }))).toBeUndefined();
  expect(findMissingRow(click({ problems: ['Loki does not answer.'] }))).toBeUndefined();
  expect(findMissingRow(click({ timeline: [{ ...attempt, isFailure: true }] }))).toBeUndefined();
});
