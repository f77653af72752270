import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PipelineError } from '../click/codes.js';
import { createFaultReporter } from './fault-reporter.js';
import type { LogFields } from './log-fields.js';

function createRecorder() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lines: LogFields[] = [];
  return { lines, ...createFaultReporter((fields) => lines.push(fields), 1000) };
}

describe('a fault', () => {
  it('is told with its code, its cause and what belongs to it', () => {
    const { lines, report } = createRecorder();
    report('posting', new PipelineError('LEDGER_REFUSED', 'no', { cause: new Error('too large') }), { batchSize: 3 });
    expect(lines).toEqual([
      { where: 'posting', errorCode: 'LEDGER_REFUSED', error: 'no', cause: 'too large', stack: undefined, batchSize: 3 },
    ]);
  });

  it('that nobody foresaw is told with its stack', () => {
    const { lines, report } = createRecorder();
    report('job', new TypeError('no'));
    report('other', 'a string');
    expect(lines[0]).toMatchObject({ errorCode: 'INTERNAL', stack: expect.stringContaining('fault-reporter.test') as string });
    expect(lines[1]).toEqual({ where: 'other', errorCode: 'INTERNAL', error: 'a string' });
  });
});

describe('a flood of faults', () => {
  it('gives the first line at once and the latest at the end of each window, with how many were left out', () => {
    const { lines, report } = createRecorder();
    for (let count = 1; count <= 100; count += 1) report('posting', new Error(`fault ${count}`));
    expect(lines).toMatchObject([{ error: 'fault 1' }]);
    vi.advanceTimersByTime(1000);
    expect(lines).toMatchObject([{ error: 'fault 1' }, { error: 'fault 100', leftOut: 98 }]);
    report('posting', new Error('fault 101'));
    expect(lines).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(lines[2]).toMatchObject({ error: 'fault 101', leftOut: 0 });
    vi.advanceTimersByTime(2000);
    report('posting', new Error('fault 102'));
    expect(lines[3]).toMatchObject({ error: 'fault 102' });
  });

  it('does not hide another code, or another place', () => {
    const { lines, report } = createRecorder();
    report('posting', new Error('one'));
    report('posting', new PipelineError('LEDGER_CONFLICT', 'two'));
    report('job', new Error('three'));
    expect(lines.map((line) => line.error)).toEqual(['one', 'two', 'three']);
  });

  it('is told completely before the end', () => {
    const { lines, report, flush } = createRecorder();
    for (let count = 1; count <= 3; count += 1) report('posting', new Error(`fault ${count}`));
    flush();
    flush();
    expect(lines).toMatchObject([{ error: 'fault 1' }, { error: 'fault 3', leftOut: 1 }]);
  });
});
