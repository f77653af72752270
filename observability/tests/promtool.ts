import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What promtool can read as a file: JSON is YAML too. */
export type PromtoolFiles = Readonly<Record<string, unknown>>;
export type PromtoolResult = { readonly code: number; readonly output: string };

/** Runs `promtool test rules` on the files `test-*.yml` in a folder of its own that holds all the files. */
export async function testRules(promtool: string, files: PromtoolFiles): Promise<PromtoolResult> {
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-rules-'));
  try {
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), JSON.stringify(content))));
    return await runIn(folder, promtool, ['test', 'rules', ...Object.keys(files).filter((name) => name.startsWith('test-'))]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runIn(folder: string, program: string, args: readonly string[]): Promise<PromtoolResult> {
  return new Promise((resolve, reject) => {
    // Its storage goes to the temporary folder too.
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }));
  });
}
