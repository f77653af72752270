import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { addressOf, openView, untilSettled } from './support/console.js';
import { VIEWS } from './support/views.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

const focused = (page: WatchedPage) => page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent ?? ''}`);

/** Whether a ring or another outline shows what has the focus. */
const isFocusSeen = (page: WatchedPage) =>
  page.evaluate(() => {
    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement ?? document.body);
    return outlineStyle !== 'none' || boxShadow !== 'none';
  });

/** Goes on by Tab until this has the focus. */
async function tabTo(page: WatchedPage, wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    const name = await focused(page);
    if (!/^(BODY|MAIN|H1)/.test(name)) expect(await isFocusSeen(page), name).toBe(true);
    if (wanted.test(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not come to ${String(wanted)}; it is at ${await focused(page)}`);
}

it('each view of the navigation is one step of the history: Back and Forward go through them, state and all', async () => {
  const page = await openView(browser(), '/console/');
  const links = page.getByRole('navigation', { name: 'Views' }).getByRole('link');
  const titles = await links.allTextContents();
  expect(titles.length).toBeGreaterThan(6);
  const visited: string[] = [addressOf(page)];
  for (const title of titles.slice(1)) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title, exact: true }).click();
    // A view that is not loaded yet leaves the one before in its place.
    await expect.poll(() => addressOf(page)).not.toBe(visited.at(-1));
    await untilSettled(page);
    visited.push(addressOf(page));
  }
  await page.goBack();
  await expect.poll(() => addressOf(page)).toBe(visited.at(-2));
  for (const address of visited.slice(0, -2).toReversed()) {
    await page.goBack();
    await expect.poll(() => addressOf(page)).toBe(address);
  }
  await page.goForward();
  await expect.poll(() => addressOf(page)).toBe(visited[1]);
});

it('what is chosen on a view stands in its address, and the address opens it so', async () => {
  const page = await openView(browser(), '/console/?span=6h');
  expect(await page.getByLabel('Look back').inputValue()).toBe('6h');
  await page.getByLabel('Look back').selectOption('1h');
  await expect.poll(() => addressOf(page)).toBe('/console/?span=1h');
  await page.goBack();
  await expect.poll(() => page.getByLabel('Look back').inputValue()).toBe('6h');

  const alerts = await openView(browser(), '/console/alerts?tab=pending');
  expect(await alerts.getByRole('tab', { selected: true }).textContent()).toMatch(/^Pending/);
});

it('each figure of the overview leads to its panel, at the same time, and Back leads to the overview', async () => {
  const page = await openView(browser(), '/console/?span=1h');
  const figures = page.getByRole('region', { name: /Latency$|^RPS|^Success rate/ });
  await expect.poll(() => figures.getByText(/^Last minute: /).count()).toBe(3);
  for (const [title, dashboard] of [['Latency', 'Mining Click Overview'], ['Lag now', 'Queue and workers']] as const) {
    await page.getByRole('region', { name: title, exact: true }).getByRole('link', { name: title, exact: true }).click();
    await untilSettled(page, dashboard);
    await expect.poll(() => addressOf(page)).toMatch(/\?from=now-1h&panel=\d+&to=now$/);
    await expect.poll(() => focused(page)).toMatch(new RegExp(`^SECTION ${title}`));
    await expect.poll(() => isFocusSeen(page)).toBe(true);
    await page.goBack();
    await expect.poll(() => addressOf(page)).toBe('/console/?span=1h');
  }
});

it('an address that is none says so and leads on', async () => {
  const page = await openView(browser(), VIEWS.at(-1)?.[0] ?? '');
  await page.getByRole('main').getByRole('link', { name: /overview/i }).click();
  await untilSettled(page, 'Overview');
});

it('everything is reached and done by the keyboard alone, and what has the focus is seen to have it', async () => {
  const page = await openView(browser(), '/console/');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toMatch(/Skip to the content/);
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toMatch(/^MAIN/);

  await page.keyboard.press('Shift+Tab');
  await tabTo(page, /^A Queue$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await untilSettled(page, 'Queue');
  await expect.poll(() => focused(page)).toBe('H1 Queue');

  await tabTo(page, /^BUTTON Pause the queue/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, /^TEXTAREA/);
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => focused(page)).toMatch(/^BUTTON Pause the queue/);

  await tabTo(page, /^A Alerts$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await untilSettled(page, 'Alerts');
  // Its heading takes the focus a moment after it is shown.
  await expect.poll(() => focused(page)).toBe('H1 Alerts');
  await tabTo(page, /^BUTTON Firing/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByRole('tab', { selected: true }).textContent()).toMatch(/^Pending/);
  await expect.poll(() => focused(page)).toMatch(/^BUTTON Pending/);
});
