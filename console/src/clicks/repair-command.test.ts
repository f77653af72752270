import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { repairCommand, tellsOfAccount } from './repair-command.ts';

describe('the command that repairs an account', () => {
  it('is short for a plain name', () => {
    expect(repairCommand('anna')).toBe('node dist/src/cli/main.js repair-account anna');
  });

  it.each(['$(touch /tmp/x)', "it's", '"; ls', '<b>&', '*', 'a\\b', '-f'])('hands the shell %s as one word', (userId) => {
    const [, words = ''] = repairCommand(userId).split(' repair-account ');
    expect(execFileSync('sh', ['-c', `printf '%s\\n' ${words}`]).toString().split('\n').at(-2)).toBe(userId);
  });
});

it('a message of MongoDB tells of the account, another one does not', () => {
  expect(tellsOfAccount("Cannot apply $inc to a value of non-numeric type. {_id: \"anna\"} has the field 'balance' of non-numeric type string")).toBe(true);
  expect(tellsOfAccount('Document failed validation')).toBe(false);
});
