import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIGURES } from '../../../src/console/overview-figures.ts';
import { runbookOfFigure } from './links.ts';

const RUNBOOKS = readdirSync(new URL('../../../observability/runbooks/', import.meta.url));

it('every figure of the overview has a runbook that there is', () => {
  for (const figure of FIGURES) expect(RUNBOOKS, figure.name).toContain(`${runbookOfFigure(figure) ?? ''}.md`);
});
