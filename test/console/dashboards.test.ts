import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { PROJECT } from '../support/up-process.js';
import { expectAccessible } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { addressOf, headingOf, openView, untilSettled } from './support/console.js';
import { HOSTILE_USER } from './support/first-clicks.js';
import { countLinesBetween, countOwnLines, readOwnLines } from './support/own-log-lines.js';
import { askInstant, askOwnExemplars, askPrometheus, readFigures, type PanelFigures } from './support/panel-figures.js';
import { sendClick } from './support/send-click.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

type Target = { readonly expr: string };
type Panel = { readonly type: string; readonly title: string; readonly datasource?: { readonly type: string }; readonly targets?: readonly Target[]; readonly panels?: readonly Panel[] };
type Dashboard = { readonly uid: string; readonly title: string; readonly panels: readonly Panel[] };

const FOLDER = join(PROJECT, 'observability/generated/grafana/dashboards');
const DASHBOARDS = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Dashboard);

/** What is left of a budget is reckoned every five minutes. */
const MAY_BE_EMPTY = /^(Acceptance |Latency |Processing |Freshness )?[Bb]udget left$/;

const MINUTES = 10;

/** A time that is over: Prometheus answers alike whenever it is asked, and all its lines are written. */
function pastRange() {
  const to = Date.now() - 15_000;
  const from = to - MINUTES * 60_000;
  return { from, to, query: `from=${from}&to=${to}&refresh=off` };
}

// A stack that has just been started has no history, and nothing fires. These tests are the last: see sequencer.ts.
beforeAll(async () => {
  const fires = async () => (await askInstant('ALERTS{alertstate="firing", alertname="MiningDeadLetters"} offset 15s')).length > 0;
  await vi.waitUntil(fires, { timeout: 150_000, interval: 1_000 });
}, 160_000);

const panelsOf = ({ panels }: Dashboard): readonly Panel[] => panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
const isMeasured = (figure: string): boolean => !figure.endsWith(' NaN');

/** The panel itself; what scrolls inside it may have its name too. */
const partOf = (page: WatchedPage, { title }: Panel): Locator => page.getByRole('region', { name: title, exact: true }).first();

it.each(DASHBOARDS.map((dashboard) => [dashboard.title, dashboard] as const))(
  '%s: every panel is drawn, and its figures are those that Prometheus, or the log files, give for the same time',
  { timeout: 240_000 },
  async (title, dashboard) => {
    const range = pastRange();
    const page = await openView(browser(), `/console/dashboards/${dashboard.uid}?${range.query}`);
    await expect.poll(() => headingOf(page).textContent()).toBe(title);
    for (const row of await page.getByRole('button', { expanded: false }).filter({ hasText: 'panel' }).all()) await row.click();
    const empty: string[] = [];
    for (const panel of panelsOf(dashboard)) {
      const part = partOf(page, panel);
      await part.scrollIntoViewIfNeeded();
      if (panel.type === 'logs') await checkLines(part, panel, range);
      else if ((await checkPanel(page, part, panel)).count === 0) empty.push(panel.title);
    }
    expect(empty.filter((name) => !MAY_BE_EMPTY.test(name))).toEqual([]);
    // Nothing of the definition was left out in silence or otherwise.
    expect(await page.getByText(/^Not (drawn|shown) as in Grafana/).allTextContents()).toEqual([]);
  },
);

/** Opens the dashboard of log lines, and gives the box that they stand in. */
async function openLines(query: string) {
  const page = await openView(browser(), `/console/dashboards/mining-click-logs?${query}`);
  const panel = page.getByRole('region', { name: 'Lines', exact: true });
  await panel.scrollIntoViewIfNeeded();
  const lines = page.getByRole('region', { name: 'Lines: lines' });
  return { page, panel, lines };
}

it('the panel of log lines finds those of a click in the files of the stack, and leads on to it', async () => {
  const { clickId } = await sendClick('finder');
  // Its request, or several where it was refused for a while, and at last its job.
  const ownLines = () => readOwnLines().filter((line) => JSON.stringify(line).includes(clickId));
  await expect.poll(() => ownLines().map(({ message }) => message), { timeout: 20_000 }).toEqual(expect.arrayContaining(['request', 'job']));
  const { page, lines } = await openLines(`var-search=${clickId}&from=now-5m&to=now`);
  await expect.poll(() => lines.textContent(), { timeout: 20_000 }).toMatch(new RegExp(`^${ownLines().length} lines from this stack's own files, the newest first\\.`));
  await lines.locator('summary').last().click();
  await expectAccessible(page, 'the dashboard of log lines');
  expect(await lines.locator('dl').textContent()).toMatch(new RegExp(`endpoint/api/mining/click.*clickId${clickId}`, 's'));
  await lines.getByRole('link', { name: 'Its click' }).click();
  await untilSettled(page, 'Find a click');
  expect(addressOf(page)).toBe(`/console/clicks?click=${clickId}`);
});

it('a log line that holds HTML is shown as text', async () => {
  const { page, lines } = await openLines(`var-search=${encodeURIComponent(HOSTILE_USER)}&from=now-1h&to=now`);
  await lines.locator('summary').first().click();
  expect(await lines.locator('dl').first().textContent()).toContain(HOSTILE_USER);
  expect(await lines.locator('img, script').count()).toBe(0);
  expect(await page.title()).not.toMatch(/^[12]$/);
});

it('log lines are chosen by the variables above them', async () => {
  const { page, lines, panel } = await openLines('var-error_code=LEDGER_REFUSED&var-level=error&from=now-1h&to=now');
  await expect.poll(() => lines.locator('summary').count(), { timeout: 20_000 }).toBeGreaterThan(0);
  const texts = await lines.locator('summary').allTextContents();
  expect(texts.filter((text) => !/error.*LEDGER_REFUSED/s.test(text))).toEqual([]);
  await page.getByLabel('Search').fill('no line has this "text"');
  await page.getByLabel('Search').press('Enter');
  await panel.getByText('No lines in this time').waitFor();
  expect(new URL(page.url()).searchParams.get('var-search')).toBe('no line has this "text"');
});

it('the dots of a chart are the exemplars that Prometheus keeps, and lead to a click', async () => {
  const { from, to, query } = pastRange();
  const page = await openView(browser(), `/console/dashboards/mining-click-overview?${query}`);
  const part = page.getByRole('region', { name: 'Latency', exact: true }).first();
  await part.getByText(/^\d+ dots$/).click();
  const clicks = part.getByRole('link', { name: 'Its click' });
  const traces = await clicks.evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get('trace') ?? ''));
  const own = await askOwnExemplars('http_request_duration_seconds_bucket{route="/api/mining/*"}', from, to);
  expect(traces.length).toBeGreaterThan(3);
  expect(traces.filter((trace) => !own.has(trace))).toEqual([]);
  await page.keyboard.press('Escape');
  // Pressed in the chart itself.
  await expect.poll(() => pressDot(page, part), { timeout: 80_000 }).toBe(true);
  const menu = page.getByRole('dialog', { name: 'A single one' });
  await menu.getByRole('link', { name: 'Its click' }).press('Enter');
  await untilSettled(page, 'Find a click');
  expect(traces.map((trace) => `/console/clicks?trace=${trace}`)).toContain(addressOf(page));
});

/** Presses along the upper edge of a chart, where the slow ones are drawn, until a dot is met. */
async function pressDot(page: WatchedPage, part: Locator): Promise<boolean> {
  const { width, height } = (await part.locator('canvas').first().boundingBox()) ?? { width: 0, height: 0 };
  for (let y = 8; y < height - 30; y += 12) {
    for (let x = width - 14; x > 60; x -= 12) {
      // What the press before has opened late lies over it: that is looked at, or closed, as well.
      await part.locator('canvas').first().click({ position: { x, y }, timeout: 2_000 }).catch(() => undefined);
      // What opens is drawn by the next frame.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if ((await page.getByRole('dialog', { name: 'A single one' }).getByRole('link', { name: 'Its click' }).count()) > 0) return true;
      await page.keyboard.press('Escape');
    }
  }
  return false;
}

it('the time range stands in the address, and Back goes to the one before', async () => {
  const page = await openView(browser(), '/console/dashboards/mining-click-queue?from=now-15m&to=now');
  await untilSettled(page, 'Queue and workers');
  expect(await page.getByLabel('Time range').inputValue()).toBe('now-15m');
  await page.getByLabel('Time range').selectOption('now-5m');
  await expect.poll(() => addressOf(page)).toContain('from=now-5m');
  await page.goBack();
  await expect.poll(() => page.getByLabel('Time range').inputValue()).toBe('now-15m');
});

async function checkPanel(page: WatchedPage, part: Locator, panel: Panel): Promise<PanelFigures> {
  await expect.poll(() => part.getAttribute('aria-busy'), { message: panel.title, timeout: 20_000 }).toBe('false');
  const figures = await openFigures(page, part, panel);
  expectOwnExpressions(panel, figures);
  const own = panel.datasource?.type === 'loki' ? figures.asked.flatMap((asked) => countOwnLines(panel.title, asked)) : await askPrometheus(figures.asked);
  expect(figures.count, panel.title).toBe(own.length);
  expect(newest(figures.figures, figures), panel.title).toEqual(newest(own, figures));
  if (own.some(isMeasured)) await expectDrawn(part, panel, figures);
  else await expect.poll(async () => (await part.textContent())?.replace(panel.title, ''), { message: panel.title }).toMatch(/[a-z]{2}/i);
  return figures;
}

/** As many as the files hold, or the newest 500 of them. */
async function checkLines(part: Locator, { title }: Panel, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  const own = countLinesBetween(title, from, to);
  expect(own, title).toBeGreaterThan(0);
  const said = own > 500 ? /^500 lines .*; there are more, older than / : new RegExp(`^${own === 1 ? 'One line' : `${own} lines`} from this stack's own files, the newest first\\.`);
  const lines = part.getByRole('region', { name: `${title}: lines` });
  await expect.poll(() => lines.textContent(), { timeout: 20_000 }).toMatch(said);
  expect(await lines.locator('details').count(), title).toBe(Math.min(own, 500));
}

async function openFigures(page: WatchedPage, part: Locator, { title }: Panel): Promise<PanelFigures> {
  await part.getByRole('button', { name: `Data of ${title}` }).click();
  const dialog = page.getByRole('dialog', { name: `${title}: data` });
  await dialog.waitFor();
  const figures = await readFigures(dialog);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return figures;
}

/** What was asked is what the definition says, with the variables put in. */
function expectOwnExpressions({ title, targets = [] }: Panel, { asked }: PanelFigures): void {
  expect(asked.length, title).toBe(targets.length);
  for (const [index, { expr }] of targets.entries()) {
    const fixed = expr.split(/\$\{?\w+(?::\w+)?\}?/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(asked[index]?.expr, title).toMatch(new RegExp(`^${fixed.join('.*')}$`, 's'));
  }
}

/** Those on the first page, but for the last time on it, of which some may be on the next page. */
function newest(figures: readonly string[], { figures: page, count }: PanelFigures): readonly string[] {
  const last = page.length < count ? (page.at(-1)?.split(' ')[0] ?? '') : '';
  return figures.filter((figure) => figure > `${last} ~`).toSorted();
}

/** A canvas is painted with a frame of the browser, after its figures have come. */
async function expectDrawn(part: Locator, { type, title }: Panel, { shown }: PanelFigures): Promise<void> {
  const message = title;
  if (type === 'stat') await expect.poll(async () => (await part.getByRole('definition').allTextContents()).toSorted(), { message }).toEqual(shown.toSorted());
  else if (type === 'table') await expect.poll(() => part.getByRole('row').count(), { message }).toBeGreaterThan(1);
  else await expect.poll(() => coloursOf(part.getByRole('img', { name: title })), { message }).toBeGreaterThan(1);
}

/** How many colours a canvas has. */
function coloursOf(canvas: Locator): Promise<number> {
  return canvas.first().evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    return new Set(new Uint32Array(pixels.buffer)).size;
  });
}
