import { spawn } from 'node:child_process';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/namespace.js';
import { makeTemporaryFolder } from '../../test/support/servers.js';
import { createLineWriter } from './line-writer.js';
import { LOG_FIELDS } from './log-fields.js';
import { openLogTarget } from './log-target.js';
import { createLogger, type LoggerOptions } from './logger.js';

async function createTestLogger(options: Partial<LoggerOptions> = {}) {
  const file = join(await makeTemporaryFolder('logger'), 'not', 'there', 'api.ndjson');
  const logger = createLogger({ file, level: 'info', process: 'api', ...options });
  const read = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return { ...logger, file, read, parse: async () => (await read()).map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a line', () => {
  it('is one JSON object, in a folder that was not there', async () => {
    const { log, read, close } = await createTestLogger();
    log.info({ userId: 'line\nfeed "quoted"', clickIds: ['c1', 'c2'], clickId: null, traceId: undefined, durationMs: 1.5 }, 'request');
    await close();
    const lines = await read();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      service: 'mining-click-api',
      userId: 'line\nfeed "quoted"',
      clickIds: ['c1', 'c2'],
      clickId: null,
      durationMs: 1.5,
      message: 'request',
    });
  });

  it('below the level is left out', async () => {
    const { log, parse, close } = await createTestLogger({ level: 'warn', process: 'worker' });
    log.info({}, 'no');
    log.warn({}, 'yes');
    await close();
    expect(await parse()).toMatchObject([{ level: 'warn', service: 'mining-click-worker', message: 'yes' }]);
  });

  it('has fields in camelCase, each with a meaning', () => {
    for (const [name, { meaning }] of Object.entries(LOG_FIELDS)) {
      expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
      expect(meaning.length).toBeGreaterThan(5);
    }
  });

  it('about a fault keeps its message and cause', async () => {
    const { reportFault, parse, close } = await createTestLogger();
    for (let count = 1; count <= 3; count += 1) reportFault('posting', new Error(`fault ${count}`));
    await close();
    expect(await parse()).toMatchObject([
      { level: 'error', where: 'posting', errorCode: 'INTERNAL', error: 'fault 1' },
      { level: 'error', where: 'posting', errorCode: 'INTERNAL', error: 'fault 3', leftOut: 1 },
    ]);
  });
});

describe('the file', () => {
  it('gets its lines without waiting for the end', async () => {
    const { log, read } = await createTestLogger();
    log.info({}, 'one');
    await eventually(async () => (await read()).length === 1);
  });

  it.each([
    ['moved', async (file: string) => rename(file, `${file}.1`)],
    ['removed with its folder', async (file: string) => rm(dirname(file), { recursive: true })],
  ])('is made anew when it is %s', async (_what, disturb) => {
    const { log, read, parse, file } = await createTestLogger();
    log.info({}, 'one');
    await eventually(async () => (await read()).length === 1);
    await disturb(file);
    // It is looked for now and then only: the first of these may still follow the old file.
    await eventually(async () => {
      log.info({}, 'two');
      return (await read()).length > 0;
    });
    expect((await parse())[0]).toMatchObject({ message: 'two' });
  });

  it('is refused at the start when it cannot be opened', async () => {
    const folder = await makeTemporaryFolder('logger');
    expect(() => createLogger({ file: folder, level: 'info', process: 'api' })).toThrow('EISDIR');
  });
});

describe('a writer', () => {
  const options = { maxWaiting: 100, gatherMs: 1, retryMs: 1 };

  it('leaves out what does not fit, and tells how much once there is room', async () => {
    const file = join(await makeTemporaryFolder('writer'), 'log');
    const writer = createLineWriter(openLogTarget(file), {
      ...options,
      onLeftOut: (lines) => writer.write(`left out ${lines}\n`),
    });
    for (let count = 0; count < 30; count += 1) writer.write('123456789\n');
    await writer.close(1000);
    expect(await readFile(file, 'utf8')).toBe(`${'123456789\n'.repeat(10)}left out 20\n`);
  });

  it('keeps lines while they cannot be written, and writes each once', async () => {
    const folder = join(await makeTemporaryFolder('writer'), 'log');
    const file = join(folder, 'file');
    const writer = createLineWriter(openLogTarget(file, 0), { ...options, onLeftOut: () => undefined });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    writer.write('one\n');
    writer.write('two\n');
    await rm(folder);
    await eventually(() => readFile(file, 'utf8').catch(() => undefined));
    await writer.close(1000);
    expect(await readFile(file, 'utf8')).toBe('one\ntwo\n');
  });

  it('does not wait longer than it may for a reader that is stuck', async () => {
    const pipe = join(await makeTemporaryFolder('writer'), 'pipe');
    await new Promise((resolve) => spawn('mkfifo', [pipe]).once('exit', resolve));
    // Both ends are open, nobody reads: writes block once the pipe is full.
    const reader = spawn('sh', ['-c', 'exec 3<>"$0"; echo ready; read -r _', pipe]);
    await new Promise((resolve) => reader.stdout.once('data', resolve));
    const writer = createLineWriter(openLogTarget(pipe), { ...options, maxWaiting: 1e6, onLeftOut: () => undefined });
    writer.write(`${'x'.repeat(500_000)}\n`);
    await writer.close(50);
    writer.write('too late\n');
    reader.kill();
  });
});
