import { describe, expect, it } from 'vitest';
import { requiredColumns } from '../faults/exactly-once/support/line.js';
import { readResults } from '../faults/exactly-once/support/results.js';
import { listExperiments } from './faults-page.js';

const experiments = await listExperiments();
const results = readResults();

describe('the experiments of test/faults', () => {
  it('have names of their own', () => {
    const names = experiments.map(({ test }) => test);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(experiments)('$test was run, and nothing was wrong that its level does not admit', (experiment) => {
    const lines = results.get(experiment.test)?.lines ?? [];
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatchObject({ test: experiment.test, level: experiment.level });
      expect(line.acked).toBeGreaterThan(0);
      expect(line.acked - line.credited - line.rejected - line.dead_lettered - line.lost).toBe(0);
      for (const column of requiredColumns(experiment)) expect([line.seed, column, line[column]]).toEqual([line.seed, column, 0]);
    }
  });

  it('has no results of experiments that are no more', () => {
    expect([...results.keys()].filter((test) => !experiments.some((experiment) => experiment.test === test))).toEqual([]);
  });
});
