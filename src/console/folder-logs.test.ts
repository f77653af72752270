import { appendFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFolderLogs } from './folder-logs.js';

const CLICK = `c${'0a'.repeat(20)}`;
const OTHER = `c${'0b'.repeat(20)}`;
const FIRST_AT = Date.parse('2026-11-29T12:00:00.000Z');

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

type Written = Readonly<Record<string, unknown>>;
/** Line `number` is of so many seconds after the first. */
const line = (number: number, fields: Written, service = 'mining-click-api') =>
  `${JSON.stringify({ level: 'info', time: new Date(FIRST_AT + number * 1000).toISOString(), service, ...fields, jobId: String(number), message: 'request' })}\n`;

function createReader(folder: string, bounds: { mostBytes?: number; withinMs?: number; clock?: () => number } = {}) {
  return createFolderLogs({ folder, mostBytes: 64 * 1024 * 1024, withinMs: 60_000, clock: () => 0, ...bounds });
}
const numbersOf = ({ lines }: { readonly lines: readonly { readonly fields: Written }[] }) => lines.map(({ fields }) => Number(fields['jobId']));

describe('log lines of a folder', () => {
  it('are those of all processes in the order of time, those that were laid aside among them', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'api.ndjson'), line(1, { clickId: CLICK }) + line(2, { clickId: OTHER }));
    renameSync(join(folder, 'api.ndjson'), join(folder, 'api.ndjson.old'));
    utimesSync(join(folder, 'api.ndjson.old'), 1, 1);
    writeFileSync(join(folder, 'api.ndjson'), line(4, { clickIds: [OTHER, CLICK] }));
    writeFileSync(join(folder, 'worker.ndjson'), line(3, { clickIds: [CLICK] }, 'mining-click-worker') + line(5, { clickIds: [OTHER] }));
    writeFileSync(join(folder, 'alerts.ndjson'), line(6, { clickId: CLICK }));
    const found = await createReader(folder)({ clickId: CLICK, limit: 10 });
    expect([numbersOf(found), found.isCut, found.problem]).toEqual([[1, 3, 4], false, undefined]);
    expect(found.lines[1]).toEqual({ at: FIRST_AT + 3000, process: 'mining-click-worker', level: 'info', message: 'request', fields: { clickIds: [CLICK], jobId: '3' } });
  });

  it('are found wherever a chunk begins, and in a line that is still being written', async () => {
    const folder = makeFolder();
    // Lines of all lengths, over several chunks.
    const text = Array.from({ length: 4000 }, (_, number) => line(number, { clickId: number % 7 === 0 ? CLICK : OTHER, error: 'ä'.repeat(number % 400) })).join('');
    writeFileSync(join(folder, 'worker.ndjson'), text);
    appendFileSync(join(folder, 'worker.ndjson'), line(4000, { clickId: CLICK }).trimEnd());
    appendFileSync(join(folder, 'api.ndjson'), `${line(1, { clickId: CLICK }).slice(0, -20)}\nnot a line with ${CLICK}\n`);
    expect(Buffer.byteLength(text)).toBeGreaterThan(3 * 512 * 1024);
    const found = await createReader(folder)({ clickId: CLICK, limit: 1000 });
    expect(numbersOf(found)).toEqual([...Array.from({ length: 572 }, (_, index) => index * 7), 4000]);
  });

  it('are about what was asked for: a click, a trace, a batch or its job, not what a client wrote', async () => {
    const folder = makeFolder();
    const trace = 'a'.repeat(32);
    const lines = [{ source: CLICK }, { error: `"${CLICK}"` }, { traceId: trace }, { traceIds: [trace] }, { batchId: 'a-batch-1' }].map((fields, number) => line(number, fields));
    const jobs = ['b-a-batch-1', 'r-a-batch-1-2', 'b-a-batch-10', 'r-a-batch-10-1'].map((jobId, number) => line(10 + number, {}).replace(`"jobId":"${10 + number}"`, `"jobId":"${jobId}"`));
    writeFileSync(join(folder, 'worker.ndjson'), [...lines, ...jobs].join(''));
    const read = createReader(folder);
    expect((await read({ clickId: CLICK, limit: 10 })).lines).toEqual([]);
    expect(numbersOf(await read({ traceId: trace, limit: 10 }))).toEqual([2, 3]);
    expect((await read({ batchId: 'a-batch-1', limit: 10 })).lines.map(({ fields }) => fields['jobId'])).toEqual(['4', 'b-a-batch-1', 'r-a-batch-1-2']);
  });

  it('are the newest where there are more, and it is said', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'api.ndjson'), Array.from({ length: 20 }, (_, number) => line(number, { clickId: CLICK })).join(''));
    writeFileSync(join(folder, 'worker.ndjson'), line(18.5, { clickId: CLICK }));
    const found = await createReader(folder)({ clickId: CLICK, limit: 3 });
    expect([numbersOf(found), found.isCut]).toEqual([[18, 18.5, 19], true]);
    expect(numbersOf(await createReader(folder)({ clickId: CLICK, limit: 30, since: FIRST_AT + 17_000 }))).toEqual([17, 18, 18.5, 19]);
  });

  it('are read as far as they may be, in bytes and in time, and it is said', async () => {
    const folder = makeFolder();
    const others = Array.from({ length: 14_000 }, (_, number) => line(number + 1, { clickId: OTHER })).join('');
    writeFileSync(join(folder, 'api.ndjson'), line(0, { clickId: CLICK }) + others + line(15_000, { clickId: CLICK }));
    expect(Buffer.byteLength(others)).toBeGreaterThan(2 * 1024 * 1024);
    const cut = await createReader(folder, { mostBytes: 1024 * 1024 })({ clickId: CLICK, limit: 10 });
    expect([numbersOf(cut), cut.isCut, cut.problem]).toEqual([[15_000], true, 'Only the newest 1 MiB of the log files were read: search the rest by grep.']);
    let now = 0;
    const late = await createReader(folder, { withinMs: 10, clock: () => (now += 6) })({ clickId: CLICK, limit: 10 });
    expect([numbersOf(late), late.isCut]).toEqual([[15_000], true]);
    expect(numbersOf(await createReader(folder)({ clickId: CLICK, limit: 10 }))).toEqual([0, 15_000]);
  });

  it('are none where there is no folder, and it says which', async () => {
    const found = await createReader('/nowhere/logs')({ clickId: CLICK, limit: 10 });
    expect(found).toMatchObject({ source: 'folder', lines: [], isCut: true, problem: expect.stringMatching(/^The log files in \/nowhere\/logs cannot be read .*MINING_CONSOLE_LOGS_FOLDER\.$/) as string });
  });
});
