import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('readOptions', () => {
  it('measures everything unless told otherwise', () => {
    expect(readOptions([])).toMatchObject({ rounds: 5, seconds: 4, only: [], phases: expect.arrayContaining(['idle']) });
  });

  it('takes ten pairs at least to compare two versions', () => {
    expect(readOptions(['--against', 'HEAD~1'])).toMatchObject({ rounds: 10, against: 'HEAD~1' });
    expect(() => readOptions(['--against', 'HEAD~1', '--rounds', '3'])).toThrow('at least 10 rounds');
  });

  it('takes ten pairs at least to tell what being observed costs', () => {
    expect(readOptions(['--compare', 'observed'])).toMatchObject({ rounds: 10, compare: 'observed', phases: ['steady', 'accept', 'drain'] });
    expect(() => readOptions(['--compare', 'observed', '--rounds', '3'])).toThrow('--compare needs at least 10 rounds');
    expect(() => readOptions(['--compare', 'observed', '--against', 'HEAD~1'])).toThrow('choose one');
  });

  it.each([[['--rounds', 'many']], [['--phases', 'lunch']], [['--fast']], [['--seconds', '0']], [['--compare', 'lunch']]])('refuses %o', (args) => {
    expect(() => readOptions(args)).toThrow();
  });
});
