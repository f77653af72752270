import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { addressOf, signToken, theStack, untilSettled } from './support/console.js';
import { openWatchedPage, type WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

const openPage = (): Promise<WatchedPage> => openWatchedPage(browser(), theStack().api);
const signIn = (page: WatchedPage) => page.getByRole('button', { name: 'Sign in' });
const tokenField = (page: WatchedPage) => page.getByLabel(/^Token of the scope admin/);

async function paste(page: WatchedPage, token: string): Promise<void> {
  await tokenField(page).fill(token);
  await signIn(page).click();
}

it('the link that up prints signs in; its token leaves the address at once and is in memory only', async () => {
  const { api, console: link } = theStack();
  const token = new URL(link).hash.slice('#token='.length);
  expect(token.split('.')).toHaveLength(3);
  const page = await openPage();
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  // The scripts of the page have run by then, and nothing is shown yet.
  await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => (document.documentElement.dataset['hashAtFirst'] = location.hash)));
  await page.goto(link);
  await untilSettled(page, 'Overview');
  expect(page.url()).toBe(`${api}/console/`);
  expect(await page.evaluate(() => document.documentElement.dataset['hashAtFirst'])).toBe('');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, document.documentElement.outerHTML]));
  expect(kept).not.toContain(token);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.join('\n')).not.toContain(token);

  await page.reload();
  await signIn(page).waitFor();
  expect(page.url()).toBe(`${api}/console/`);
});

it('a view is opened after the sign-in where its address led to', async () => {
  const page = await openPage();
  const address = '/console/audit?act=pause-queue';
  await page.goto(`${theStack().api}${address}`);
  await paste(page, await signToken('reader', 'admin'));
  await untilSettled(page, 'Audit trail');
  expect(addressOf(page)).toBe(address);
});

it.each([
  ['that is none', 401, () => Promise.resolve('not.a.token')],
  ['that has ended', 401, () => signToken('late', 'admin', -3600)],
  ['of another scope', 403, () => signToken('clicker', 'click')],
])('a token %s is refused with a sentence, and another one is taken', async (_which, status, make) => {
  const page = await openPage();
  page.expectFaults(new RegExp(`^(answer: |console error: .*status of )${status}`));
  await page.goto(`${theStack().api}/console/`);
  await paste(page, await make());
  const problem = page.getByRole('alert');
  await problem.waitFor();
  expect((await problem.textContent())?.length).toBeGreaterThan(30);
  expect(await signIn(page).isVisible()).toBe(true);

  await paste(page, await signToken('reader', 'admin'));
  await untilSettled(page, 'Overview');
});

it('a link whose token is no good leads to the sign-in, which says why', async () => {
  const page = await openPage();
  page.expectFaults(/^(answer: |console error: .*status of )401/);
  await page.goto(`${theStack().api}/console/queue#token=${await signToken('late', 'admin', -3600)}`);
  await signIn(page).waitFor();
  await page.getByText(/The token is no longer good/).waitFor();
  expect(addressOf(page)).toBe('/console/queue');
});

it('a session that ends leads to the sign-in, and the next one back to the same view', async () => {
  const page = await openPage();
  page.expectFaults(/^(answer: |console error: .*status of )401/);
  await page.goto(`${theStack().api}/console/queue#token=${await signToken('reader', 'admin')}`);
  await untilSettled(page, 'Queue');
  // Tokens are taken for half a minute longer than they say. It takes the place of the first: how long the page needs to be
  // opened is none of its time.
  await page.evaluate((token) => void (location.hash = `#token=${token}`), await signToken('soon', 'admin', -26));
  await signIn(page).waitFor();
  await page.getByText(/The token is no longer good/).waitFor();
  await paste(page, await signToken('reader', 'admin'));
  await untilSettled(page, 'Queue');
});

it('whoever signs out is asked for a token again, and Back does not sign in', async () => {
  const page = await openPage();
  await page.goto(`${theStack().api}/console/#token=${await signToken('reader', 'admin')}`);
  await untilSettled(page);
  await page.getByRole('link', { name: 'Queue', exact: true }).click();
  await untilSettled(page, 'Queue');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page).waitFor();
  await page.goBack();
  await signIn(page).waitFor();
});
