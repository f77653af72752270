import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { signTokens } from '../../../src/cli/sign-tokens.js';
import type { StackFile } from '../../../src/cli/stack-file.js';
import { readUpSettings } from '../../../src/cli/up/settings.js';
import { stackOf } from '../../support/up-process.js';
import { openWatchedPage, type WatchedPage } from './watched-page.js';

/** Who signs in where a test does not say. */
export const ENGINEER = 'engineer-on-call';

/** The stack that all tests of the console look at, as its file says now. */
export function theStack(): StackFile {
  const stack = stackOf(inject('consoleHome'));
  if (stack === undefined) throw new Error('the stack of the console has ended: see its logs');
  return stack;
}

/** A token that this stack takes, by its own secret. */
export async function signToken(user: string, scope: string, lifeSeconds = 3600): Promise<string> {
  const { folder, env } = inject('consoleHome');
  const { tokens } = await readUpSettings(env, join(folder, 'var'));
  return (await signTokens([user], { ...tokens, scope, lifeSeconds }))(user);
}

/** Opens a view in a page of its own, signed in, and waits until it shows what it has asked for. */
export async function openView(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const { api } = theStack();
  const page = await openWatchedPage(browser, api, options);
  await page.goto(`${api}${path}#token=${await signToken(ENGINEER, 'admin')}`);
  await untilSettled(page);
  return page;
}

/** Longer than the page itself waits for an answer (15 s), after which it says what went wrong. */
const ANSWERED = { timeout: 40_000 };

/** Waits until there is a view, that of `heading`, and nothing in it waits for a first answer. */
export async function untilSettled(page: Page, heading: string | RegExp = /./): Promise<void> {
  await page.getByRole('main').getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  await expect.poll(() => page.getByText(/^Asking for /).count(), ANSWERED).toBe(0);
}

/** The heading of the view that is shown. */
export const headingOf = (page: Page) => page.getByRole('main').getByRole('heading', { level: 1 });

/** Path and query of the page, without what stands before and after them. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}
