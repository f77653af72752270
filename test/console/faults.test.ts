import { expect, it } from 'vitest';
import type { StackProcess } from '../../src/cli/stack-file.js';
import { useBrowser } from './support/browser.js';
import { openView, untilSettled } from './support/console.js';
import { freeze } from './support/freeze.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

/** As long as the page asks again, and the API waits for what does not answer. */
const NOTICED = { timeout: 60_000 };
const AWAY = /^(answer: 5\d\d|console error: .*status of 5\d\d|console error: .*net::ERR|request: )/;

/** What stops answering, how the overview names it, and the views that cannot show all without it. */
const FAULTS: readonly (readonly [stopped: StackProcess, name: RegExp, views: readonly string[]])[] = [
  ['prometheus', /Prometheus/, ['/console/alerts?tab=history', '/console/dashboards/mining-click-queue']],
  ['alertmanager', /Alertmanager/, ['/console/alerts?tab=silences']],
  ['mongod', /MongoDB/, ['/console/failed', '/console/audit', '/console/clicks?user=demo-1']],
  ['redis', /Redis/, ['/console/queue']],
  ['worker', /worker/, []],
];

const judgement = (page: WatchedPage) => page.getByRole('region', { name: 'Is all well?' });

it.each(FAULTS)('%s does not answer: the overview says so, each view that needs it says why it is empty, and all come back', async (stopped, name, views) => {
  const overview = await openView(browser(), '/console/');
  overview.expectFaults(AWAY);
  // What was away just now may still be told.
  await expect.poll(() => judgement(overview).textContent(), NOTICED).not.toMatch(name);
  const { thaw } = freeze(stopped);
  const pages = await Promise.all(views.map((view) => openView(browser(), view)));
  for (const [index, page] of pages.entries()) {
    page.expectFaults(AWAY);
    await page.getByRole('alert').first().waitFor(NOTICED);
    expect(await page.getByRole('alert').first().textContent(), views[index]).toMatch(/.{30}/);
  }
  await judgement(overview).getByText(name).first().waitFor(NOTICED);

  thaw();
  for (const page of pages) {
    await page.getByRole('alert').first().getByRole('button', { name: 'Try again' }).click({ timeout: 2_000 }).catch(() => undefined);
    await expect.poll(() => page.getByRole('alert').count(), NOTICED).toBe(0);
  }
  await expect.poll(() => judgement(overview).textContent(), NOTICED).not.toMatch(new RegExp(`${name.source}.* (is|are) down`));
});

/** What the page has loaded, ahead of its use too. */
const loaded = (page: WatchedPage) => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).join('\n'));

it('the API does not answer: what is shown is said to be old, on every view, and its runbook says what to do, until it does', async () => {
  const page = await openView(browser(), '/console/queue');
  page.expectFaults(AWAY);
  await expect.poll(() => loaded(page), NOTICED).toMatch(/\/docs\/runbooks\/MiningTargetDown$/m);
  await expect.poll(() => loaded(page), NOTICED).toMatch(/runbook-view.*\.js$/m);
  const { thaw } = freeze('api');
  const banner = page.getByText(/The API does not answer/).first();
  await banner.waitFor(NOTICED);
  await page.getByText(/What is shown is old: it last answered/).waitFor();
  await page.getByRole('link', { name: 'runbook of MiningTargetDown' }).click();
  await untilSettled(page, 'Runbook: MiningTargetDown');
  const runbook = page.getByRole('article');
  for (const heading of ['Confirm', 'Diagnose', 'Mitigate', 'Verify']) await runbook.getByRole('heading', { name: heading, exact: true }).waitFor();
  await runbook.locator('pre', { hasText: 'kill -9' }).first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await judgement(page).getByRole('link', { name: 'What to do' }).waitFor();
  const depth = page.getByRole('region', { name: 'Queue depth', exact: true });
  await depth.getByText('Old').waitFor();
  expect(await depth.getByText('Good').count()).toBe(0);
  thaw();
  await banner.waitFor({ state: 'hidden', ...NOTICED });
});
