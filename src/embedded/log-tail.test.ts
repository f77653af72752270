import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logSize, readLastLines } from './log-tail.js';

function newLog(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  appendFileSync(join(folder, 'log'), content);
  return join(folder, 'log');
}

describe('readLastLines', () => {
  it('leaves out empty lines and what an earlier process wrote', () => {
    const log = newLog('of yesterday\n');
    const from = logSize(log);
    appendFileSync(log, 'first\n\n  second  \n\n');
    expect(readLastLines(log, from)).toEqual(['first', 'second']);
  });

  it('has none where nothing was written', () => {
    const log = newLog('of yesterday\n');
    expect(readLastLines(log, logSize(log))).toEqual([]);
    expect(readLastLines(`${log}-that-is-not-there`, 0)).toEqual([]);
  });

  it('reads only the end of a long log', () => {
    const lines = readLastLines(newLog('a line of the log\n'.repeat(100_000)), 0);
    expect(lines.at(-1)).toBe('a line of the log');
    expect(lines.length).toBeLessThan(2_000);
  });
});
