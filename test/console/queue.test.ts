import { expect, it, onTestFinished } from 'vitest';
import { useBrowser } from './support/browser.js';
import { ENGINEER, openView } from './support/console.js';
import { sendClick } from './support/send-click.js';
import { isQueuePaused, openLedger, pauseQueue, resumeQueue } from './support/stores.js';
import type { WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

const stateOf = (page: WatchedPage, word: string) => page.getByRole('definition').filter({ hasText: word });

async function act(page: WatchedPage, verb: 'Pause' | 'Resume', reason: string): Promise<void> {
  await page.getByRole('button', { name: `${verb} the queue …` }).click();
  const dialog = page.getByRole('dialog', { name: `${verb} the queue?` });
  await dialog.getByLabel(/^Reason/).fill(reason);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await page.getByText(`The queue is ${verb.toLowerCase()}d.`).waitFor();
}

it('the queue is paused and resumed: after asking, for a reason, by the audit trail', async () => {
  const { clicks } = await openLedger();
  onTestFinished(resumeQueue);
  const page = await openView(browser(), '/console/queue');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Pause the queue …' }).click();
  await dialog.waitFor();
  // The reason is required, and Escape leaves all as it was.
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  expect(await dialog.isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await isQueuePaused()).toBe(false);

  await act(page, 'Pause', 'a repair behind it');
  await stateOf(page, 'Paused').waitFor();
  await stateOf(page, `${ENGINEER}: a repair behind it`).waitFor();
  expect(await isQueuePaused()).toBe(true);
  const waiting = await sendClick('waits');

  await act(page, 'Resume', 'it is repaired');
  expect(await isQueuePaused()).toBe(false);
  await stateOf(page, 'Running').waitFor();
  await expect.poll(() => clicks.countDocuments({ _id: waiting.clickId, status: 'credited' }), { timeout: 30_000 }).toBe(1);

  await page.getByRole('link', { name: 'audit trail' }).first().click();
  const trail = page.getByRole('table', { name: 'Audit trail' }).getByRole('row');
  await expect.poll(() => trail.allTextContents()).toContainEqual(expect.stringMatching(new RegExp(`${ENGINEER}.*done`)));
  await page.getByLabel('Act').selectOption('');
  await expect.poll(() => trail.allTextContents()).toEqual(
    expect.arrayContaining([expect.stringContaining('a repair behind it'), expect.stringContaining('it is repaired')]),
  );
});

it('a pause by another tool is told with its time, and that nobody is recorded, on the overview too', async () => {
  onTestFinished(resumeQueue);
  const page = await openView(browser(), '/console/queue');
  await pauseQueue();
  await stateOf(page, 'Not by the console: nobody is recorded.').waitFor();
  expect(await stateOf(page, 'ago').first().textContent()).toMatch(/\d{4}-\d\d-\d\d .* ago$/);
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByText('The queue is paused, not by the console').waitFor();
  await resumeQueue();
  await page.getByRole('link', { name: 'Queue' }).first().click();
  await stateOf(page, 'Running').waitFor();
  expect(await stateOf(page, 'nobody is recorded').count()).toBe(0);
});
