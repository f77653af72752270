import { describe, expect, it } from 'vitest';
import { formatFigure } from './figure.ts';

describe('a figure', () => {
  it('is written by its unit, with the digits that matter', () => {
    const said = ([[1234.5, 'reqps'], [87.34, 'reqps'], [0.0425, 's'], [0.0042, 's'], [75, 's'], [0, 's'], [4012, 'short'], [0.5, 'short']] as const).map(([value, unit]) => formatFigure(value, unit));
    expect(said).toEqual(['1,235 /s', '87.3 /s', '43 ms', '4.2 ms', '1 min 15 s', '0 ms', '4,012', '0.5']);
  });

  it('never calls a share whole that is not', () => {
    const said = [1, 0.99996, 0.999994, 0.9995, 0.5, 0, -0.25].map((value) => formatFigure(value, 'percentunit'));
    expect(said).toEqual(['100 %', '99.996 %', '99.999 %', '99.95 %', '50 %', '0 %', '-25 %']);
  });

  it('is a dash where there is none', () => {
    expect([formatFigure(null, 's'), formatFigure(NaN, 'short'), formatFigure(Infinity, 'percentunit')]).toEqual(['–', '–', '–']);
  });
});
