import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE: ReadonlySet<unknown> = new Set(['serious', 'critical']);

/** Nothing that axe-core calls serious or critical, in what the page shows now. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // By the debugger's way in, which the policy of the page does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"], preload: false })');
  const grave = violations.filter(({ impact }) => GRAVE.has(impact));
  const lines = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, target }) => `${String(target)} ${html.slice(0, 160)}`).join(' | ')}`);
  if (lines.length > 0) throw new Error(`${what}: ${lines.join('\n')}`);
}
