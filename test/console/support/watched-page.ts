import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** A page of the console; at the end of the test nothing may have gone wrong in it but what the test said to expect. */
export type WatchedPage = Page & {
  /** What has gone wrong so far. */
  readonly faults: readonly string[];
  /** What a test makes on purpose is no fault: those whose text this matches. */
  expectFaults(pattern: RegExp): void;
};

declare global {
  /** Given to the page by `watchPage`. */
  function reportViolation(text: string): void;
}

/**
 * Opens a page that is watched from its first byte on, in a browser profile of its own, for the present test.
 *
 * A fault is: an error or a warning on the browser's console, an exception that nobody caught, a request that failed or was
 * answered with 4xx or 5xx, one that leaves for another origin, and whatever the page's policy had to forbid.
 *
 * @param origin of the API, the only one that the page may ask
 */
export async function openWatchedPage(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = await watchPage(page, origin);
  const expected: RegExp[] = [];
  onTestFinished(async () => {
    await context.close();
    expect(faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)))).toEqual([]);
  });
  return Object.assign(page, { faults, expectFaults: (pattern: RegExp) => void expected.push(pattern) });
}

async function watchPage(page: Page, origin: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const note = (what: string, text: string): void => void faults.push(`${what}: ${text} (on ${withoutToken(page.url())})`);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`console ${message.type()}`, `${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (fault) => note('exception', fault.stack ?? fault.message));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What the page itself gave up, as it left a view or asked anew, has not failed.
    if (why !== 'net::ERR_ABORTED') note('request', `${request.method()} ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note('answer', `${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:' && url.protocol !== 'blob:') note('another origin', request.url());
  });
  await page.exposeBinding('reportViolation', (_source, text: string) => note('policy', text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) =>
      reportViolation(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`),
    );
  });
  return faults;
}

function withoutToken(url: string): string {
  return url.replace(/#token=.*/, '#token');
}
