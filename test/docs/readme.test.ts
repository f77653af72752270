import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_FOLDER, readCodeSpans, readProjectFile, readSections, readTable } from './markdown.js';

const readme = readProjectFile('README.md');
const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> };

const MAIN = join(PROJECT_FOLDER, 'dist/src/cli/main.js');
const runFile = promisify(execFile);

/** The options of each command of the built CLI, by its help. */
async function readCommands(): Promise<Map<string, string[]>> {
  const help = async (...args: string[]) => (await runFile(process.execPath, [MAIN, ...args, '--help'])).stdout;
  const commands = [...(await help()).matchAll(/^ {2}([a-z][a-z-]*) .+$/gm)].map(([, name = '']) => name);
  const options = commands
    .filter((name) => name !== 'help')
    .map(async (name) => [name, [...(await help(name)).matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = '']) => option)] as const);
  return new Map(await Promise.all(options));
}

/** Command lines of the CLI that a text names, in any of the ways in which they may be written. */
function commandLinesIn(text: string): { readonly command: string; readonly options: readonly string[] }[] {
  const lines = text.matchAll(/(?:node dist\/src\/cli\/main\.js|mining-clicks|(npm start --)) ([^`|)\n]+)/g);
  return [...lines].map(([, npmStart, rest = '']) => {
    const words = rest.trim().split(/\s+/);
    return { command: npmStart ? 'up' : (words[0] ?? ''), options: words.filter((word) => word.startsWith('--') && word !== '--') };
  });
}

describe('the README', () => {
  let commands = new Map<string, string[]>();
  beforeAll(async () => {
    commands = await readCommands();
  });

  const table = readTable(readSections(readme).find(({ title }) => title === 'Commands')?.body ?? '');
  const rows = table.map(([command = '', text = '']) => ({
    name: readCodeSpans(command)[0]?.split(' ')[1] ?? '',
    options: new Set([...`${command} ${text}`.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option)),
  }));

  it('has every command in its table, each with all of its options, and no others', () => {
    expect(commands.size).toBeGreaterThan(0);
    expect(rows.map(({ name }) => name).sort()).toEqual([...commands.keys()].sort());
    for (const { name, options } of rows) expect([...options].sort(), name).toEqual([...(commands.get(name) ?? [])].sort());
  });

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/errors.md', 'docs/settings.md', 'docs/doctor.md', 'docs/data.md', 'docs/backup.md', 'src/ledger/README.md', 'bench/README.md'])(
    'and %s use commands and options that exist',
    (page) => {
      for (const { command, options } of commandLinesIn(readProjectFile(page))) {
        expect([...commands.keys()], command).toContain(command);
        for (const option of options) expect(commands.get(command), `${command} ${option}`).toContain(option);
      }
    },
  );

  it.each(['README.md', 'CONTRIBUTING.md', 'bench/README.md'])('and %s use scripts of npm that exist', (page) => {
    const named = [...readProjectFile(page).matchAll(/npm (?:run ([a-z][a-z:-]*)|(start|test)\b)/g)];
    for (const [, script, short] of named) expect(Object.keys(scripts)).toContain(script ?? short);
  });

  it('names every script of npm but those that npm runs by itself', () => {
    const named = [...readme.matchAll(/npm (?:run )?([a-z][a-z:-]*)/g)].map(([, name]) => name);
    expect(Object.keys(scripts).filter((name) => name !== 'prepack' && !named.includes(name))).toEqual([]);
  });
});
