import { expect, it } from 'vitest';
import { expectAccessible } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { openView, theStack, untilSettled } from './support/console.js';
import { shiftsOf } from './support/layout-shifts.js';
import { VIEWS } from './support/views.js';
import { openWatchedPage, type WatchedPage } from './support/watched-page.js';

const browser = useBrowser();
const HEIGHT = 900;

/** What Web Vitals calls good, of 0 to 1 and more. */
const MOST_SHIFT = 0.1;

/** What is wider than the page, by name; a table or a chart may scroll inside its own box. */
const sticksOut = (page: WatchedPage) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} of ${clientWidth} px`, ...wide.slice(0, 5).map((element) => `${element.tagName} ${element.className}`)];
  });

it.each(VIEWS)('%s: readable by everybody, light and dark, from 360 px to 3840 px, and nothing jumps', async (path, heading) => {
  const page = await openView(browser(), path, { colorScheme: 'light' });
  await untilSettled(page, heading);
  expect(await page.title()).toMatch(/ · mining-clicks$/);
  expect(await shiftsOf(page), path).toBeLessThan(MOST_SHIFT);
  await expectAccessible(page, `${path} light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, `${path} dark`);
  for (const width of [360, 3840]) {
    await page.setViewportSize({ width, height: HEIGHT });
    // Charts follow the width a moment later.
    await expect.poll(() => sticksOut(page), { message: `${path} at ${width} px` }).toEqual([]);
  }
});

it('the sign-in is readable by everybody, light and dark, at 360 px', async () => {
  const page = await openWatchedPage(browser(), theStack().api, { viewport: { width: 360, height: HEIGHT } });
  await page.goto(`${theStack().api}/console/`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await expectAccessible(page, 'sign-in light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'sign-in dark');
  expect(await sticksOut(page)).toEqual([]);
});

it('the theme is that of the system until another is chosen, which a reload remembers', async () => {
  const page = await openView(browser(), '/console/queue', { colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.getByLabel('Theme').selectOption({ label: 'Light' });
  await expect.poll(ground).toBe(light);
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await ground()).toBe(light);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('light');
  expect(dark).not.toBe(light);
});

it('times are local or UTC, on every view alike', async () => {
  const page = await openView(browser(), '/console/clicks?user=demo-1', { timezoneId: 'Asia/Kolkata' });
  const time = page.getByRole('main').getByRole('time').first();
  await time.waitFor();
  expect(await time.textContent()).toMatch(/GMT\+5:30$/);
  await page.getByRole('button', { name: /^Times are local/ }).click();
  await expect.poll(() => time.textContent()).toMatch(/UTC$/);
  expect(await time.getAttribute('title')).toMatch(/GMT\+5:30 · .*UTC$/);
});
