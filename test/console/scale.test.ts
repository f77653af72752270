import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { PanelAnswer } from '../../src/console/measured.js';
import { createClickId } from '../../src/click/click-id.js';
import { useBrowser } from './support/browser.js';
import { openView, signToken, theStack, untilSettled } from './support/console.js';
import { openLedger } from './support/stores.js';
import { openWatchedPage, type WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

const LETTERS = 10_000;
const MOST_ROWS = 200;
const MOST_ELEMENTS = 5_000;
const MOST_POINTS = 1_100;
const MOST_SCRIPT = 500_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const elementsOf = (page: WatchedPage) => page.evaluate(() => document.querySelectorAll('*').length);

it('the first view needs less than 500 kB of scripts, compressed', async () => {
  const { api } = theStack();
  const page = await openWatchedPage(browser(), api);
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(`${api}/console/#token=${await signToken('reader', 'admin')}`);
  await untilSettled(page);
  const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
  const readPaint = () => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => Math.round(startTime))[0] ?? 0);
  // The text may be there before the browser has painted it.
  await expect.poll(readPaint).toBeGreaterThan(0);
  say(`First view: ${scripts.length} scripts, ${bytes} bytes compressed; first contentful paint after ${await readPaint()} ms`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(MOST_SCRIPT);
});

it('10,000 failed clicks are shown in pages', async () => {
  const ledger = await openLedger();
  const now = Date.now();
  const letters = Array.from({ length: LETTERS }, (_, index) => {
    const payload = { userId: `many-${index % 100}`, idempotencyKey: randomUUID(), traceId: randomUUID().replaceAll('-', ''), acceptedAt: now - index * 1000 };
    const clickId = createClickId(payload.userId, payload.idempotencyKey);
    const at = new Date(payload.acceptedAt);
    return { _id: clickId, clickId, code: 'INTERNAL' as const, message: 'made for a page to be long', payload: { clickId, ...payload }, at, lastAt: at, attempts: 1 };
  });
  onTestFinished(async () => void (await ledger.deadLetters.deleteMany({ code: 'INTERNAL' })));
  await ledger.deadLetters.insertMany(letters as never);

  const startedAt = performance.now();
  const page = await openView(browser(), '/console/failed?code=INTERNAL');
  say(`10,000 failed clicks: shown after ${Math.round(performance.now() - startedAt)} ms`);
  await expect.poll(() => page.getByRole('tab', { name: /^Open/ }).textContent()).toContain('10000');
  const newest = page.getByRole('table', { name: /^Failed clicks/ }).getByRole('rowheader').first();
  const first = await newest.textContent();
  expect(await page.getByRole('row').count()).toBeLessThan(MOST_ROWS);
  expect(await elementsOf(page)).toBeLessThan(MOST_ELEMENTS);
  await page.getByRole('button', { name: 'Older' }).click();
  await expect.poll(() => newest.textContent()).not.toBe(first);
  await page.goBack();
  await expect.poll(() => newest.textContent()).toBe(first);
});

it.each(['/console/?span=24h', '/console/dashboards/mining-click-overview?from=now-24h&to=now'])('%s: a day is asked in few requests of few points', async (path) => {
  const { api } = theStack();
  const page = await openWatchedPage(browser(), api);
  const answers: Response[] = [];
  page.on('response', (response) => void (/\/api\/admin\/(query|overview)/.test(response.url()) && answers.push(response)));
  const startedAt = performance.now();
  await page.goto(`${api}${path}#token=${await signToken('reader', 'admin')}`);
  await untilSettled(page);
  await page.waitForLoadState('networkidle');
  expect(answers.length).toBeGreaterThan(0);
  say(`${path}: ${answers.length} answers after ${Math.round(performance.now() - startedAt)} ms`);
  for (const answer of answers) expect(mostPoints(await answer.json()), answer.url()).toBeLessThanOrEqual(MOST_POINTS);
  expect(await elementsOf(page)).toBeLessThan(MOST_ELEMENTS);
});

/** Points of the longest series in an answer of either kind. */
function mostPoints(answer: unknown): number {
  const { result = [], figures = [] } = answer as { readonly result?: PanelAnswer['result']; readonly figures?: readonly { readonly series: readonly { readonly points: readonly unknown[] }[] }[] };
  const lengths = [...result.map(({ values = [] }) => values.length), ...figures.flatMap(({ series }) => series.map(({ points }) => points.length))];
  return Math.max(0, ...lengths);
}
