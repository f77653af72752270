import { expect, it } from 'vitest';
import type { LedgerCollections } from '../../src/ledger/documents.js';
import { useBrowser } from './support/browser.js';
import { addressOf, ENGINEER, openView, untilSettled } from './support/console.js';
import { sendClick, type SentClick } from './support/send-click.js';
import { openLedger } from './support/stores.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

/** Clicks of users of their own, which fail since the balances of these are no numbers. */
async function failClicks(ledger: LedgerCollections, users: readonly string[]): Promise<readonly SentClick[]> {
  await ledger.accounts.insertMany(users.map((_id) => ({ _id, balance: 'not a number' })) as never);
  const clicks = await Promise.all(users.map(sendClick));
  const ids = clicks.map(({ clickId }) => clickId);
  await expect.poll(() => ledger.deadLetters.countDocuments({ _id: { $in: ids } }), { timeout: 30_000 }).toBe(ids.length);
  return clicks;
}

const mend = (ledger: LedgerCollections, users: readonly string[]) => ledger.accounts.deleteMany({ _id: { $in: [...users] } });
const replayPart = (page: WatchedPage) => page.getByRole('region', { name: 'Replay', exact: true });
const openCount = (page: WatchedPage) => page.getByRole('tab', { name: /^Open/ }).textContent();

/** Asks for the replay that a dry run has led to, and waits for its end. */
async function replayAfterDryRun(page: WatchedPage, clicks: string): Promise<void> {
  await replayPart(page).getByText(/^The dry run is over; nothing was changed/).waitFor();
  await replayPart(page).getByRole('button', { name: `Replay ${clicks} …` }).click();
  await page.getByRole('dialog', { name: `Replay ${clicks}?` }).getByRole('button', { name: 'Replay', exact: true }).click();
  await replayPart(page).getByText('Done', { exact: true }).waitFor();
}

it('one failed click is looked at in full, tried dry, replayed when its cause is mended, and the act stands in the audit trail', async () => {
  const ledger = await openLedger();
  const [click] = await failClicks(ledger, ['mended-one']);
  if (click === undefined) throw new Error('no click was sent');
  const page = await openView(browser(), `/console/failed?user=${click.user}`);
  await page.getByRole('table', { name: /^Failed clicks/ }).getByRole('link').first().click();
  await untilSettled(page, 'A failed click');
  expect(addressOf(page)).toBe(`/console/failed/${click.clickId}`);
  const view = page.getByRole('main');
  for (const datum of ['LEDGER_REFUSED', click.user, click.key, click.traceId]) expect(await view.textContent()).toContain(datum);

  await page.getByRole('button', { name: 'Replay …' }).click();
  await replayPart(page).getByText('1 failed').waitFor();
  expect(await ledger.deadLetters.findOne({ _id: click.clickId })).not.toHaveProperty('replays');
  await replayPart(page).getByRole('button', { name: 'Close' }).click();

  await mend(ledger, [click.user]);
  await page.getByRole('button', { name: 'Replay …' }).click();
  await replayAfterDryRun(page, '1 click');
  expect(await ledger.clicks.findOne({ _id: click.clickId })).toMatchObject({ status: 'credited', userId: click.user });
  const recorded = page.getByRole('table', { name: 'Entries of the audit trail' }).getByRole('row');
  await expect.poll(() => recorded.allTextContents()).toContainEqual(expect.stringMatching(new RegExp(`${ENGINEER}.*Replay of failed clicks.*done`)));
  const entry = await ledger.auditTrail.findOne({ act: 'replay-dead-letters', by: ENGINEER });
  expect(entry).toMatchObject({ via: 'http', result: 'done' });

  await page.getByRole('link', { name: /The click, its timeline/ }).click();
  await expect.poll(() => page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').allTextContents()).toContainEqual(expect.stringMatching(/^replayed/));
});

it('many are replayed by a filter; what is open falls by them, and nothing else is touched', async () => {
  const ledger = await openLedger();
  const before = await ledger.deadLetters.countDocuments({ replayedAt: { $exists: false } });
  const users = Array.from({ length: 3 }, (_, index) => `mended-many-${index}`);
  const clicks = await failClicks(ledger, users);
  await mend(ledger, users);
  const page = await openView(browser(), '/console/failed?code=LEDGER_REFUSED');
  await expect.poll(() => openCount(page)).toBe(`Open${before + users.length}`);
  for (const { clickId } of clicks) await page.getByLabel(`Choose ${clickId}`).check();
  await page.getByRole('button', { name: 'Replay the 3 chosen …' }).click();
  await replayAfterDryRun(page, '3 clicks');
  await replayPart(page).getByText('3 credited').first().waitFor();
  await expect.poll(() => openCount(page)).toBe(`Open${before}`);
  const rows = await ledger.clicks.find({ _id: { $in: clicks.map(({ clickId }) => clickId) } }).toArray();
  expect(rows.map(({ status }) => status)).toEqual(['credited', 'credited', 'credited']);
});

it('by code and age, and what is not there says what to do', async () => {
  const page = await openView(browser(), '/console/failed');
  const code = page.getByRole('table', { name: 'Open ones by their code' }).getByRole('button', { name: 'LEDGER_REFUSED' });
  await code.click();
  await untilSettled(page);
  await expect.poll(() => addressOf(page)).toBe('/console/failed?code=LEDGER_REFUSED');
  await page.goBack();
  await expect.poll(() => addressOf(page)).toBe('/console/failed');
  await page.getByLabel('User').fill('nobody-of-this-name');
  await page.getByLabel('User').press('Enter');
  await page.getByText('None is of this filter').waitFor();
  await page.getByRole('button', { name: 'Clear the filter' }).last().click();
  await code.waitFor();

  const unknown = await openView(browser(), `/console/failed/c${'0'.repeat(40)}`);
  unknown.expectFaults(/404/);
  await unknown.getByText('There is no dead letter with this id').waitFor();
});
