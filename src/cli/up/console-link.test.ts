import { expect, it } from 'vitest';
import { USER_ID_PATTERN } from '../../click/click.js';
import { subjectOf } from './console-link.js';

it('the subject of the token is the user of the operating system, in letters that a token may have', () => {
  expect(['anna', 'uid-1000', 'HOUSE\\anna', 'Anna Zoë'].map(subjectOf)).toEqual(['anna', 'uid-1000', 'HOUSE\\anna', 'Anna-Zo-']);
  for (const name of ['x'.repeat(300), 'Anna Zoë', '安娜']) expect(subjectOf(name)).toMatch(new RegExp(USER_ID_PATTERN));
});
