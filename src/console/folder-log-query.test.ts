import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFolderLogQuery } from './folder-log-query.js';
import type { LogQuestion } from './log-query.js';

const START = Date.parse('2026-11-29T12:00:00.000Z');
const ALL = '{job=~"mining-click-.+"}';

function makeFolder(files: Readonly<Record<string, readonly string[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), lines.join(''));
  return folder;
}

type Written = Readonly<Record<string, unknown>>;
/** Line `number` is of so many seconds after the start. */
const line = (number: number, fields: Written = {}, process = 'api') =>
  `${JSON.stringify({ level: 'info', time: new Date(START + number * 1000).toISOString(), service: `mining-click-${process}`, ...fields, jobId: String(number), message: 'request' })}\n`;
const manyLines = (from: number, count: number, fields: Written = {}, process = 'api') => Array.from({ length: count }, (_, index) => line(from + index, fields, process));

type Choice = Partial<LogQuestion> & { readonly mostBytes?: number; readonly withinMs?: number; readonly clock?: () => number };
function ask(folder: string, { mostBytes = 64 * 1024 * 1024, withinMs = 60_000, clock = () => 0, ...question }: Choice) {
  return createFolderLogQuery({ folder, mostBytes, withinMs, clock })({ expr: ALL, start: START, end: START + 100_000, stepSeconds: 10, limit: 1000, ...question });
}
const numbersOf = ({ lines }: { readonly lines: readonly { readonly fields: Written }[] }) => lines.map(({ fields }) => Number(fields['jobId']));

describe('lines of a folder', () => {
  const folder = () =>
    makeFolder({
      'api.ndjson': [line(-1), line(0), line(3, { level: 'warn', status: 503 }), line(6, { status: 202, idempotencyKey: 'a "key"' }), line(100)],
      'worker.ndjson': [line(1, {}, 'worker'), line(4, { level: 'error', errorCode: 'LEDGER_REFUSED' }, 'worker'), line(5, { level: 'error', errorCode: 'INTERNAL', error: '<b>bold</b>' }, 'worker')],
      'api.ndjson.gz': ['no text'],
      'alerts.ndjson': [line(2)],
    });

  it.each([
    [ALL, [6, 5, 4, 3, 1, 0]],
    ['{job="mining-click-worker"}', [5, 4, 1]],
    ['{job!~".*-worker"}', [6, 3, 0]],
    ['{job=~"mining-click-.+", level=~"warn|error"}', [5, 4, 3]],
    [`${ALL} |= "a \\"key\\""`, []],
    [`${ALL} |= "a \\\\\\"key\\\\\\""`, [6]],
    [`${ALL} |= "<b>"`, [5]],
    [`${ALL} |= "" | json`, [6, 5, 4, 3, 1, 0]],
    [`${ALL} | json | errorCode=~".+"`, [5, 4]],
    [`${ALL} | json | errorCode=~".*" | status=~"202|503"`, [6, 3]],
    [`${ALL} | json | toString=~".+"`, []],
  ])('that %s chooses are given, the newest first', async (expr, numbers) => {
    const found = await ask(folder(), { expr });
    expect(numbersOf(found)).toEqual(numbers);
    expect(found).toMatchObject({ source: 'folder', series: [], isCut: false, since: START });
    expect(found.problem).toBeUndefined();
  });

  it('are the newest where there are more than are wanted, and it is said since when', async () => {
    const found = await ask(makeFolder({ 'api.ndjson': manyLines(0, 90), 'worker.ndjson': manyLines(0.5, 50, {}, 'worker') }), { limit: 3 });
    expect([numbersOf(found), found.isCut, found.since]).toEqual([[89, 88, 87], true, START + 87_000]);
    const mixed = await ask(makeFolder({ 'api.ndjson': manyLines(0, 90), 'worker.ndjson': manyLines(80.5, 9, {}, 'worker') }), { limit: 4 });
    expect(numbersOf(mixed)).toEqual([89, 88.5, 88, 87.5]);
  });

  it('are found of a time that is long over without reading what is newer', async () => {
    const newer = manyLines(200, 40_000, { error: 'x'.repeat(100) });
    const found = await ask(makeFolder({ 'api.ndjson': [...manyLines(0, 90), ...newer] }), { mostBytes: 1024 * 1024 });
    expect(newer.join('').length).toBeGreaterThan(8 * 1024 * 1024);
    expect([found.lines.length, found.problem]).toEqual([90, undefined]);
  });

  it('are those from a time on where not all may be read, of all processes the same, and it is said', async () => {
    const folder = makeFolder({ 'api.ndjson': manyLines(0, 20_000), 'worker.ndjson': Array.from({ length: 2000 }, (_, index) => line(index * 10, {}, 'worker')) });
    const scope = { end: START + 20_000_000, limit: 100_000 };
    const whole = await ask(folder, scope);
    const cut = await ask(folder, { ...scope, mostBytes: 1024 * 1024 });
    expect(whole.lines.length).toBe(22_000);
    expect(cut.since).toBeGreaterThan(START + 1_000_000);
    expect(cut.lines).toEqual(whole.lines.filter(({ at }) => at >= cut.since));
    expect(cut.problem).toMatch(/^The time was looked through from its end backwards, for [12] MiB of log files and no further: /);
    let now = 0;
    const late = await ask(folder, { ...scope, withinMs: 10, clock: () => (now += 6) });
    expect(late.problem).toMatch(/no further/);
  });

  it('are none where there is no folder, or where the query says what is not known, and it says what to do', async () => {
    expect(await ask('/nowhere', {})).toMatchObject({ lines: [], series: [], problem: expect.stringMatching(/cannot be read .* look at MINING_CONSOLE_LOGS_FOLDER\.$/) as string });
    expect((await ask(makeFolder({}), { expr: `${ALL} | logfmt` })).problem).toMatch(/^The console cannot ask the log files what "\| logfmt" finds: /);
    expect(await ask(makeFolder({}), {})).toEqual({ source: 'folder', lines: [], series: [], isCut: false, since: START });
  });
});

describe('counts of a folder', () => {
  const byLevel = (length: string) => `sum by (level) (count_over_time(${ALL} [${length}]))`;

  it('are of what came after the time before, this time included, and none is no sample', async () => {
    const folder = makeFolder({
      'api.ndjson': [line(-10), line(-9.999), line(0), line(0.001), line(10), line(35, { level: 'warn' }), line(100), line(100.001)],
      'api.ndjson.old': [line(-12), line(-11)],
    });
    utimesSync(join(folder, 'api.ndjson.old'), 1, 1);
    const { series, lines, problem } = await ask(folder, { expr: byLevel('10s') });
    const at = (second: number, count: string) => [START / 1000 + second, count];
    expect(series).toEqual([
      { metric: { level: 'info' }, values: [at(0, '2'), at(10, '2'), at(100, '1')] },
      { metric: { level: 'warn' }, values: [at(40, '1')] },
    ]);
    expect([lines, problem]).toEqual([[], undefined]);
  });

  it('overlap where they are of more than a step', async () => {
    const { series } = await ask(makeFolder({ 'api.ndjson': [line(5)] }), { expr: byLevel('25s') });
    expect(series[0]?.values?.map(([at]) => at - START / 1000)).toEqual([10, 20]);
  });

  it('are by fields too, and have no label where there is none', async () => {
    const { series } = await ask(makeFolder({ 'worker.ndjson': [line(1, { errorCode: 'INTERNAL' }), line(2)] }), { expr: `sum by (errorCode) (count_over_time(${ALL} | json [10s]))` });
    expect(series.map(({ metric }) => metric)).toEqual([{}, { errorCode: 'INTERNAL' }]);
  });

  it('are whole or left out where not all may be read', async () => {
    const folder = makeFolder({ 'api.ndjson': manyLines(0, 20_000) });
    const scope = { expr: byLevel('100s'), end: START + 20_000_000, stepSeconds: 100 };
    const cut = await ask(folder, { ...scope, mostBytes: 1024 * 1024 });
    const values = cut.series[0]?.values ?? [];
    expect(values.length).toBeGreaterThan(10);
    expect(values.slice(0, -1).filter(([, count]) => count !== '100')).toEqual([]);
    expect(values[0]?.[0]).toBeGreaterThanOrEqual(cut.since / 1000 + 100);
    expect(cut.problem).toMatch(/choose a shorter/);
  });
});
