import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { readRunbooks } from '../../observability/runbooks/read-runbooks.js';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { pathWithCurl } from '../support/curl.js';
import { interrupt, makeHome, startUp, untilUp } from '../support/up.js';

/** What ends a process, changes what is kept, or wakes somebody. */
const HARMFUL = /^kill |\breopen$|dead-letters replay(?!.*--dry-run)|alerts test$/;
/** Those that name a click, a minute or a file in place of which the reader puts another: they say so, and end with 2. */
const WITH_A_PLACE = /dead-letters show c0123|find-missing 2026-01-31|audit --journal var\/load\.ndjson$/;

const commands = readRunbooks()
  .flatMap(({ text: markdown }) => readCodeBlocks(markdown))
  .filter(({ language, mark }) => language === 'sh' && mark === undefined)
  .flatMap(({ code }) => code.split('\n'));
const harmless = [...new Set(commands)].filter((command) => !HARMFUL.test(command));

/** Runs a line as it was pasted. */
async function paste(line: string, folder: string) {
  const shell = spawn('bash', ['--norc', '-o', 'pipefail', '-c', line], { cwd: folder, env: { PATH: pathWithCurl(folder) }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, faults, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close') as Promise<[number | null]>]);
  return { line, code, out, faults };
}

it('every harmless command of the runbooks works as it is pasted, whatever ports the stack has', async () => {
  expect(harmless.length).toBeGreaterThan(40);
  const home = await makeHome();
  const up = startUp(home, ['--demo']);
  const { api, worker } = await untilUp(home, up);
  // Of the folder that commands are pasted in, a checkout, so much as they use.
  for (const name of ['dist', 'node_modules']) await symlink(join(PACKAGE_FOLDER, name), join(home.folder, name));
  expect([api, worker].filter((address) => /:808[01]$/.test(address))).toEqual([]);

  for (const line of harmless) {
    const { code, out, faults } = await paste(line, home.folder);
    // What is searched in a log of a stack that is well may not be there.
    const expected = WITH_A_PLACE.test(line) ? [2] : line.includes('grep') ? [0, 1] : [0];
    expect(expected, `${line}\n${out}${faults}`).toContain(code);
    if (!WITH_A_PLACE.test(line)) expect(faults, line).toBe('');
  }
  const ready = (name: 'api' | 'worker') => harmless.filter((line) => line.endsWith(`").${name}')/readyz"`));
  for (const line of [...ready('api'), ...ready('worker')]) expect(await paste(line, home.folder)).toMatchObject({ out: expect.stringContaining('"status":"ready"') as string });
  expect([ready('api').length, ready('worker').length]).toEqual([1, 1]);
  await interrupt(up);
});
