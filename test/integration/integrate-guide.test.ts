import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { createTestApi, getAs, signTestToken, TEST_TOKENS } from '../support/api.js';
import { runInShell } from '../support/curl.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, type PipelineChoice } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';
import { PROJECT_FOLDER, readProjectFile } from '../docs/markdown.js';

const run = promisify(execFile);
const PRINTED_ADDRESS = 'http://127.0.0.1:8080';
const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';

/** The page's blocks of code in a language, in their order. */
function blocksOf(language: string): string[] {
  return [...readProjectFile('docs/integrate.md').matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(([, name]) => name === language).map(([, , code = '']) => code);
}

/** The API on a port, with a worker behind it. */
async function startApi(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const app = createTestApi(pipeline, choice.limits && { limits: choice.limits });
  await app.listen({ port: 0, host: '127.0.0.1' });
  pipeline.startWorker();
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { app, pipeline, url, env: { PATH: process.env['PATH'], API: url, TOKEN: await signTestToken('anna') } };
}

/** A folder of the project, from where its package is found by its name. */
async function makeProjectFolder(): Promise<string> {
  await mkdir(join(PROJECT_FOLDER, 'var'), { recursive: true });
  const folder = await mkdtemp(join(PROJECT_FOLDER, 'var/guide-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function runModule(code: string, env: NodeJS.ProcessEnv): Promise<string> {
  const file = join(await makeProjectFolder(), 'example.mjs');
  await writeFile(file, code);
  return (await run(process.execPath, [file], { env })).stdout;
}

describe('docs/integrate.md', () => {
  it('has lines for a shell that print what it says', async () => {
    const { app, url } = await startApi();
    const [start = '', ...lines] = blocksOf('sh').map((block) => block.replace(PRINTED_ADDRESS, url));
    const env = { MINING_TOKEN_SECRET: TEST_TOKENS.secret, MINING_TOKEN_ISSUER: TEST_TOKENS.issuer, MINING_TOKEN_AUDIENCE: TEST_TOKENS.audience };
    const folder = await makeTemporaryFolder('guide');
    const printed: string[] = [];
    for (const line of lines) {
      printed.push(await runInShell(`set -eu\n${start}${line}`, { folder, cwd: PROJECT_FOLDER, env }));
      await eventually(async () => (await getAs(app, `/api/mining/click/status?key=${KEY}`, 'anna')).body['status'] === 'credited');
    }
    expect(printed).toEqual(blocksOf('json').map((block) => block.trimEnd()));
  });

  it('has TypeScript that compiles under strict rules, and does what it says', async () => {
    const { env } = await startApi();
    const [one = '', many = ''] = blocksOf('ts');
    const folder = await makeProjectFolder();
    await Promise.all([writeFile(join(folder, 'one.mts'), one), writeFile(join(folder, 'many.mts'), many)]);
    const tsc = join(PROJECT_FOLDER, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'ES2022', '--module', 'NodeNext', '--types', 'node', join(folder, 'one.mts'), join(folder, 'many.mts')]);
    const compile = (code: string) => ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
    expect(await runModule(compile(one), env)).toMatch(/^safe: c[0-9a-f]{40}\nbalance [01]\n$/);
    expect(await runModule(compile(many), env)).toBe('offline-click-1 accepted, offline-click-2 accepted\n');
    expect(await runModule(compile(many), env)).toBe('offline-click-1 replayed, offline-click-2 replayed\n');
    // The compiler is at work for seconds, on a busy machine for many.
  }, 240_000);

  it('has a function for pages that sends a click until it is safe', async () => {
    const { app, env, url } = await startApi({ limits: { ...NO_LIMITS, user: { rate: 1, burst: 1 } } });
    const [code = ''] = blocksOf('js');
    // The second one is refused for now, and comes back by itself.
    const call = `await sendClick(process.env.TOKEN); console.log((await sendClick(process.env.TOKEN, '${KEY}')).clickId);`;
    const clickId = (await runModule(code.replace(PRINTED_ADDRESS, url) + call, env)).trim();
    expect((await getAs(app, `/api/mining/clicks/${clickId}`, 'anna')).status).toBe(200);
    const bad = runModule(code.replace(PRINTED_ADDRESS, url) + call, { ...env, TOKEN: 'none' });
    await expect(bad).rejects.toThrow('/docs/problems/invalid-token');
  });
});
