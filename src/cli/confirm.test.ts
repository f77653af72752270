import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirm } from './confirm.js';

/** What is asked, and what comes of an answer; `undefined`: the terminal ends. */
async function ask(answer: string | undefined, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const answered = confirm('Replay 3 of them?', { input, output });
  input.end(answer);
  return { isConfirmed: await answered, asked: String(output.read() ?? '') };
}

it.each([
  ['y\n', true],
  [' YES \n', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
  [undefined, false],
])('takes %j for %s', async (answer, isConfirmed) => {
  expect(await ask(answer)).toEqual({ isConfirmed, asked: 'Replay 3 of them? [y/N] ' });
});

it('asks nobody where there is no terminal, which is no', async () => {
  expect(await ask('y\n', false)).toEqual({ isConfirmed: false, asked: '' });
});
