import { expect, it } from 'vitest';
import { expectAccessible } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { theStack } from './support/console.js';
import { openWatchedPage, type WatchedPage } from './support/watched-page.js';

const browser = useBrowser();

async function openPage(): Promise<WatchedPage> {
  const { api } = theStack();
  const page = await openWatchedPage(browser(), api);
  await page.goto(`${api}/console/`);
  expect(page.faults).toEqual([]);
  page.expectFaults(/./);
  return page;
}

const inPage = (script: string) => (page: WatchedPage) => page.evaluate(script);

it.each([
  ['an error on its console', /^console error: it broke/, inPage('console.error("it broke")')],
  ['an exception that nobody caught', /^exception: .*unforeseen/s, inPage('void setTimeout(() => { throw new Error("unforeseen") })')],
  ['an answer that is an error', /^answer: 404 GET .*\/nothing/, inPage('void fetch("/nothing")')],
  ['text that is to become a script', /^policy: require-trusted-types-for/, inPage('try { document.createElement("script").text = "1"; } catch {}')],
  ['an inline style', /^policy: style-src-attr inline/, inPage('void document.body.setAttribute("style", "color: red")')],
  ['a request to somebody else', /^another origin: http:\/\/127\.0\.0\.2:9\//, (page: WatchedPage) => page.goto('http://127.0.0.2:9/').catch(() => undefined)],
  ['a request that the policy forbids', /^policy: connect-src http:\/\/127\.0\.0\.2:9/, inPage('void fetch("http://127.0.0.2:9/").catch(() => undefined)')],
])('the watch over a page notices %s', async (_what, pattern, make) => {
  const page = await openPage();
  await make(page);
  await expect.poll(() => page.faults).toContainEqual(expect.stringMatching(pattern));
});

it('what cannot be used by everybody is noticed', async () => {
  const page = await openPage();
  await page.evaluate('void document.body.appendChild(document.createElement("button"))');
  await expect(expectAccessible(page, 'a button without a name')).rejects.toThrow(/a button without a name.*button-name/s);
});
