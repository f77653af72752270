import { expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './support/browser.js';
import { addressOf, openView, untilSettled } from './support/console.js';
import { HOSTILE_USER } from './support/first-clicks.js';
import { readOwnLines } from './support/own-log-lines.js';
import { sendClick } from './support/send-click.js';
import { openLedger } from './support/stores.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

async function untilCredited(clickId: string): Promise<void> {
  const { clicks } = await openLedger();
  await expect.poll(() => clicks.countDocuments({ _id: clickId, status: 'credited' }), { timeout: 20_000 }).toBe(1);
}

const section = (page: WatchedPage, name: string) => page.getByRole('region', { name });

async function expectWhole(page: WatchedPage, { clickId, user, key }: { clickId: string; user: string; key: string }): Promise<void> {
  const timeline = section(page, 'Timeline').getByRole('listitem');
  await expect.poll(() => timeline.allTextContents(), { timeout: 20_000 }).toEqual(expect.arrayContaining([expect.stringMatching(/^accepted/), expect.stringMatching(/^committed/)]));
  expect(await section(page, 'Click').first().textContent()).toMatch(new RegExp(`credited.*${clickId}.*`, 's'));
  const entry = await section(page, 'Ledger entry').textContent();
  for (const datum of [clickId, user, key]) expect(entry).toContain(datum);
}

it('a click is found by its id, by its user and key, by its trace and among those of its user, with timeline, ledger entry and log lines', async () => {
  const click = await sendClick('finder');
  await untilCredited(click.clickId);
  // By way of another view: what that brought along of styles is on the page, too.
  const page = await openView(browser(), '/console/alerts?tab=history');
  await page.getByRole('link', { name: 'Find a click' }).click();
  await page.getByText('Which click?').waitFor();

  const field = page.getByLabel(/^Click id, trace id/);
  const find = page.getByRole('button', { name: 'Find' });
  await field.fill(click.clickId);
  await find.first().click();
  await expectWhole(page, click);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await expect.poll(() => addressOf(page)).toBe(`/console/clicks?click=${click.clickId}`);
  const lines = section(page, 'Log lines').getByRole('listitem');
  await expect.poll(() => lines.count()).toBeGreaterThan(0);
  await lines.first().locator('summary').click();
  await expect.poll(() => lines.first().locator('dl').textContent()).toContain(click.clickId);

  await field.fill(click.traceId);
  await find.first().click();
  await expectWhole(page, click);
  await expect.poll(() => addressOf(page)).toBe(`/console/clicks?trace=${click.traceId}`);

  await page.getByLabel('User', { exact: true }).fill(click.user);
  await page.getByLabel(/^Idempotency key/).fill(click.key);
  await page.getByLabel(/^Idempotency key/).press('Enter');
  await expectWhole(page, click);

  await page.getByLabel(/^Idempotency key/).fill('');
  await page.getByLabel(/^Idempotency key/).press('Enter');
  await page.getByRole('table', { name: /^Clicks, the newest first/ }).getByRole('link', { name: click.clickId }).click();
  await expectWhole(page, click);
  await expect.poll(() => addressOf(page)).toBe(`/console/clicks?click=${click.clickId}`);

  await page.goBack();
  await page.getByRole('table', { name: /^Clicks, the newest first/ }).waitFor();
  await expect.poll(() => addressOf(page)).toBe('/console/clicks?user=finder');
});

it('a click that a worker posted and whose row is gone says so, and leads to what to do', async () => {
  const { clickId } = await sendClick('vanished');
  await untilCredited(clickId);
  const { clicks } = await openLedger();
  const row = await clicks.findOneAndDelete({ _id: clickId });
  onTestFinished(async () => void (row && (await clicks.insertOne(row))));
  const page = await openView(browser(), `/console/clicks?click=${clickId}`);
  const entry = section(page, 'Ledger entry');
  await expect.poll(() => entry.textContent(), { timeout: 20_000 }).toMatch(/Row missing.*A worker posted it at .*somebody removed it/s);
  await entry.getByRole('link', { name: 'What to do' }).click();
  await page.getByRole('heading', { name: 'Runbook: MiningConservationBroken' }).waitFor();
});

it('a click is found in a line of a log, and what names none is answered with a sentence', async () => {
  const click = await sendClick('finder');
  const page = await openView(browser(), '/console/clicks');
  const field = page.getByLabel(/^Click id, trace id/);
  await field.fill(`{"level":30,"clickId":"${click.clickId}","msg":"click accepted"}`);
  await field.press('Enter');
  await section(page, 'Timeline').waitFor();
  await field.fill('nothing of the kind');
  await field.press('Enter');
  await expect.poll(() => page.getByRole('status').allTextContents()).toContainEqual(expect.stringMatching(/.{20}/));
});

it('a click that nobody knows is said to be unknown, and what to do', async () => {
  const page = await openView(browser(), `/console/clicks?click=c${'0'.repeat(40)}`);
  page.expectFaults(/404/);
  await page.getByText('Nobody knows this click').waitFor();
  await page.getByRole('button', { name: 'Look again' }).click();
  await untilSettled(page);
});

it('a user who is HTML is text on every view that names them', async () => {
  const click = await sendClick(HOSTILE_USER);
  await untilCredited(click.clickId);
  const views = [
    `/console/clicks?click=${click.clickId}`,
    `/console/clicks?user=${encodeURIComponent(HOSTILE_USER)}`,
    `/console/clicks?user=${encodeURIComponent(HOSTILE_USER)}&key=${click.key}`,
    `/console/failed?user=${encodeURIComponent(HOSTILE_USER)}`,
    `/console/audit?by=${encodeURIComponent(HOSTILE_USER)}`,
  ];
  for (const view of views) {
    const page = await openView(browser(), view);
    const shown = () => page.evaluate(() => [document.body.textContent, ...[...document.querySelectorAll('input')].map(({ value }) => value)].join(' '));
    await expect.poll(shown, { message: view }).toContain(HOSTILE_USER);
    expect(await page.evaluate(() => document.querySelectorAll('img, main script').length), view).toBe(0);
    expect(await page.title(), view).toContain('mining-clicks');
  }
});

it('ids are copied by a button', async () => {
  const click = await sendClick('finder');
  const page = await openView(browser(), `/console/clicks?click=${click.clickId}`, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy click id' }).first().click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(click.clickId);
});

it('a click of a broken account says in which attempt it failed and why, and its user how the account is repaired', async () => {
  const user = 'changed-by-hand';
  const { accounts, deadLetters } = await openLedger();
  await accounts.insertOne({ _id: user, balance: 'none' } as never);
  const { clickId: _id } = await sendClick(user);
  await expect.poll(() => deadLetters.countDocuments({ _id }), { timeout: 20_000 }).toBe(1);
  // The worker writes its line after that, and of a click that has ended the page asks once.
  await expect.poll(() => readOwnLines().filter(({ message, clickIds }) => message === 'job' && [clickIds].flat().includes(_id)).length).toBe(1);
  // Its row stays: without it one click would be missing to those that were accepted.
  onTestFinished(async () => void (await Promise.all([accounts.deleteOne({ _id: user }), deadLetters.deleteOne({ _id })])));
  const page = await openView(browser(), `/console/clicks?click=${_id}`);
  const attempts = section(page, 'Timeline').getByRole('listitem').filter({ hasText: 'attempt 1 of its batch: LEDGER_REFUSED' });
  expect(await attempts.allTextContents()).toEqual([expect.stringContaining('of non-numeric type string')]);
  expect(await section(page, 'Timeline').textContent()).not.toContain('Posted');
  await page.getByRole('link', { name: user }).first().click();
  await section(page, 'Account').getByText(`node dist/src/cli/main.js repair-account ${user}`).waitFor();
});
