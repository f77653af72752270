import { expect, it } from 'vitest';
import { useBrowser } from '../support/browser.js';
import { openWatchedPage } from '../support/watched-page.js';
import { makeHome, startUp, stackOf, untilUp } from '../../support/up.js';

const browser = useBrowser();

it('the link that up prints opens the console in a browser, which shows this stack', async () => {
  const home = await makeHome();
  const up = startUp(home);
  await untilUp(home, up);
  const stack = stackOf(home);
  const [, link = ''] = /^Console: (\S+)$/m.exec(up.output()) ?? [];
  expect(link).toBe(stack?.console);
  // Whatever goes wrong in the page fails the test.
  const page = await openWatchedPage(browser(), stack?.api ?? '');
  await page.goto(link);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  expect(page.url()).toBe(`${stack?.api}/console/`);
  await page.getByRole('link', { name: 'Queue', exact: true }).click();
  await page.getByText('Running').waitFor();
});
