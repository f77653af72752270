import { expect, it } from 'vitest';
import type { Alerts } from '../../src/console/measured.js';
import { useBrowser } from './support/browser.js';
import { addressOf, ENGINEER, openView, signToken, theStack, untilSettled } from './support/console.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

/** Fires a minute after the first clicks of the stack have failed. */
const ALERT = 'MiningDeadLetters';

const itemsOf = (page: WatchedPage) => page.getByRole('main').getByRole('listitem');
const namesOf = (page: WatchedPage) => itemsOf(page).getByRole('link').allTextContents();

/** The block of code with a query in it, and what was answered below it. */
const blockOf = (page: WatchedPage, query: string) => page.locator('.runbook-code').filter({ has: page.getByText(query, { exact: true }) }).first();

async function run(page: WatchedPage, query: string) {
  const block = blockOf(page, query);
  await block.getByRole('button', { name: /^Run/ }).click();
  await block.getByText(/^Asked at/).waitFor();
  return block;
}

async function askPrometheus(query: string): Promise<readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[]> {
  const answer = await fetch(`${theStack().prometheus}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  return ((await answer.json()) as { data: { result: [] } }).data.result;
}

it('the list says of each runbook how urgent its alert is, what it says, and whether it fires: these first', async () => {
  const page = await openView(browser(), '/console/runbooks');
  const first = itemsOf(page).first();
  await expect.poll(() => first.textContent(), { timeout: 90_000 }).toMatch(/Fires now/);
  await expect.poll(() => namesOf(page), { timeout: 90_000 }).toContain(ALERT);
  const answer = await fetch(`${theStack().api}/api/admin/alerts`, { headers: { authorization: `Bearer ${await signToken(ENGINEER, 'admin')}` } });
  const firing = new Set(((await answer.json()) as Alerts).firing.map(({ name }) => name));
  await expect.poll(async () => (await namesOf(page)).slice(0, firing.size).sort(), { timeout: 20_000 }).toEqual([...firing].sort());
  const item = itemsOf(page).filter({ has: page.getByRole('link', { name: 'MiningTargetDown', exact: true }) });
  expect(await item.textContent()).toMatch(/critical.*MiningTargetDown.*is down/);
});

it('the list is searched by an error code and by the message of a dead letter; the address keeps what was searched', async () => {
  const page = await openView(browser(), '/console/runbooks', { viewport: { width: 360, height: 800 } });
  const search = page.getByRole('searchbox');
  await search.fill('CLICK_KILLS_WORKER');
  // What was found before stays until the next is here.
  await expect.poll(async () => (await namesOf(page)).length).toBeLessThan(6);
  expect(await namesOf(page)).toContain(ALERT);
  await search.fill(`Cannot apply $inc to a value of non-numeric type. {_id: "user-1"} has the field 'balance' of non-numeric type string`);
  await expect.poll(() => namesOf(page)).toEqual([ALERT]);
  await page.getByText(/“.*Cannot apply \$inc/).waitFor();
  await expect.poll(() => addressOf(page)).toContain('?search=Cannot');
  await page.getByRole('link', { name: ALERT }).click();
  await untilSettled(page, `Runbook: ${ALERT}`);
  await page.goBack();
  await expect.poll(() => search.inputValue()).toContain('non-numeric');
  await search.fill('xylophone zither');
  await page.getByText('No runbook has half of these words.').waitFor();
});

it('a query of a runbook is run, and shows what Prometheus says, with labels and time', async () => {
  const page = await openView(browser(), `/console/runbooks/${ALERT}`);
  const query = 'max by (error_code) (mining_dead_letters)';
  await expect.poll(async () => {
    const block = await run(page, query);
    const rows = (await block.getByRole('row').allTextContents()).slice(1);
    const asked = (await askPrometheus(query)).map(({ metric, value }) => `${value[1]}${metric['error_code'] ?? ''}`);
    return JSON.stringify([...rows].sort()) === JSON.stringify([...asked].sort()) && asked.length > 3;
  }, { timeout: 30_000 }).toBe(true);
  expect(await blockOf(page, query).getByRole('columnheader').allTextContents()).toEqual(['Value', 'error_code']);
});

it('a query that has no series says what that means, and one that cannot be asked says why', async () => {
  const page = await openView(browser(), '/console/runbooks/MiningMetricsAbsent');
  const block = await run(page, 'ALERTS{alertname="MiningMetricsAbsent"}');
  expect(await block.textContent()).toContain('It may be so when all is well.');
  page.expectFaults(/422/);
  await page.route('**/queries/1', (route) => route.continue({ url: route.request().url().replace(/\d+$/, '99') }));
  await blockOf(page, 'up').getByRole('button', { name: /^Run/ }).click();
  await page.getByText(/the runbook MiningMetricsAbsent has no query 99/).waitFor();
});

it('a view that a runbook names is a link to it', async () => {
  const page = await openView(browser(), `/console/runbooks/${ALERT}`);
  await page.getByRole('main').getByRole('link', { name: '/console/failed', exact: true }).first().click();
  await untilSettled(page, 'Failed clicks');
  await page.goBack();
  await untilSettled(page, `Runbook: ${ALERT}`);
  await page.getByRole('main').getByRole('link', { name: /^\/console\/dashboards\/mining-click-logs/ }).first().click();
  await untilSettled(page, 'Log lines');
  expect(addressOf(page)).toContain('var-job=mining-click-worker');
});
