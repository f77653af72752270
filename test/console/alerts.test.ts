import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { ENGINEER, openView, theStack, untilSettled } from './support/console.js';
import { openLedger } from './support/stores.js';

const browser = useBrowser();

/** Fires a minute after the first clicks of the stack have failed. */
const ALERT = 'MiningDeadLetters';

type HeldSilence = { readonly status: { readonly state: string }; readonly comment: string; readonly createdBy: string; readonly startsAt: string; readonly endsAt: string; readonly matchers: readonly { readonly value: string }[] };

async function heldSilences(): Promise<readonly HeldSilence[]> {
  const answer = await fetch(`${theStack().alertmanager}/api/v2/silences`);
  return ((await answer.json()) as HeldSilence[]).filter(({ status }) => status.state === 'active');
}

it('an alert that fires is explained, silenced for a time with a reason, and told of again when the silence is ended', async () => {
  const page = await openView(browser(), '/console/alerts');
  const alert = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: ALERT }) }).first();
  await alert.waitFor({ timeout: 90_000 });

  await alert.getByRole('link', { name: 'Runbook' }).click();
  await untilSettled(page, `Runbook: ${ALERT}`);
  expect(await page.getByRole('main').getByRole('heading', { level: 2 }).count()).toBeGreaterThan(1);
  await page.goBack();

  await alert.getByRole('button', { name: 'Silence …' }).click();
  const dialog = page.getByRole('dialog', { name: `Silence ${ALERT}?` });
  const minutes = dialog.getByRole('textbox', { name: 'Minutes' });
  await dialog.getByRole('combobox').selectOption({ label: '30 minutes' });
  expect(await minutes.inputValue()).toBe('30');
  await dialog.getByLabel(/^Reason/).fill('it is being looked at');
  for (const wrong of ['1441', '0', 'soon']) {
    await minutes.fill(wrong);
    await dialog.getByText('Give whole minutes from 1 to 1440; 1440 are a day.').waitFor();
    await dialog.getByRole('button', { name: 'Silence it' }).click();
    expect(await dialog.isVisible()).toBe(true);
  }
  expect(await heldSilences()).toEqual([]);
  await minutes.fill('45');
  await dialog.getByRole('button', { name: 'Silence it' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const [held, ...others] = await heldSilences();
  expect(held).toMatchObject({ comment: 'it is being looked at', createdBy: ENGINEER, matchers: [{ value: ALERT }] });
  expect(Math.round((Date.parse(held?.endsAt ?? '') - Date.parse(held?.startsAt ?? '')) / 60_000)).toBe(45);
  expect(others).toEqual([]);
  await page.getByRole('tab', { name: /^Silenced/ }).click();
  await alert.waitFor({ timeout: 30_000 });

  await page.getByRole('tab', { name: /^Silences/ }).click();
  await page.getByRole('table', { name: 'Silences' }).getByRole('button', { name: 'End …' }).click();
  await page.getByRole('dialog', { name: `End the silence of ${ALERT}?` }).getByRole('button', { name: 'End it' }).click();
  await page.getByText('Nothing is silenced.').waitFor();
  expect(await heldSilences()).toEqual([]);
  await page.getByRole('tab', { name: /^Firing/ }).click();
  await alert.waitFor({ timeout: 30_000 });

  const { auditTrail } = await openLedger();
  const acts = await auditTrail.find({ by: ENGINEER, act: { $in: ['silence-alert', 'end-silence'] as never[] } }).toArray();
  expect(acts.map(({ act, result }) => [act, result])).toEqual(expect.arrayContaining([['silence-alert', 'done'], ['end-silence', 'done']]));
});

it('the last day says what fired, and the list of runbooks leads to each', async () => {
  const page = await openView(browser(), '/console/alerts?tab=history');
  const table = page.getByRole('table', { name: /24 hours|events/ });
  await table.getByRole('link', { name: ALERT }).first().waitFor({ timeout: 60_000 });
  expect(await table.getByText(/^0 ms/).count()).toBe(0);
  // All columns are seen without scrolling sideways.
  const box = page.getByRole('region', { name: /24 hours|events/ });
  expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await page.getByRole('link', { name: 'Runbooks', exact: true }).click();
  await untilSettled(page, 'Runbooks');
  const names = await page.getByRole('main').getByRole('listitem').getByRole('link').allTextContents();
  expect(names).toEqual(expect.arrayContaining([ALERT, 'MiningQueueBackpressure', 'Watchdog']));
  await page.getByRole('main').getByRole('link', { name: 'Watchdog' }).click();
  await untilSettled(page, 'Runbook: Watchdog');
});

it('a runbook that there is not is said not to be there', async () => {
  const page = await openView(browser(), '/console/runbooks/NoSuchAlert');
  page.expectFaults(/404/);
  await page.getByText('There is no runbook NoSuchAlert.').waitFor();
});

it('a runbook whose text is hostile stays text', async () => {
  const page = await openView(browser(), '/console/runbooks');
  const body = '# Title\n\n<img src=x onerror=alert(1)>\n\n<script>alert(2)</script>\n\n<b style="color:red">bold</b>\n\n[leads nowhere](javascript:alert(3))\n';
  await page.route('**/docs/runbooks/Watchdog', (route) => route.fulfill({ contentType: 'text/plain; charset=utf-8', body }));
  await page.getByRole('main').getByRole('link', { name: 'Watchdog' }).click();
  await untilSettled(page, 'Runbook: Watchdog');
  const main = page.getByRole('main');
  for (const text of ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '<b style="color:red">bold</b>', 'leads nowhere']) {
    await main.getByText(text).waitFor();
  }
  expect(await main.locator('img, script, [style], [onerror]').count()).toBe(0);
  expect(await main.getByRole('link', { name: 'leads nowhere' }).count()).toBe(0);
});
