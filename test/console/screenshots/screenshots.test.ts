import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { expect, it } from 'vitest';
import { PROJECT } from '../../support/up-process.js';
import { useBrowser } from '../support/browser.js';
import { ENGINEER, openView, signToken, theStack } from '../support/console.js';
import { BROKEN_USERS } from '../support/first-clicks.js';
import { askInstant } from '../support/panel-figures.js';
import { sendClick } from '../support/send-click.js';
import { openLedger } from '../support/stores.js';

const browser = useBrowser();

const FOLDER = join(PROJECT, 'docs/images');
/** So that charts have something to show, and the alert about the clicks that failed fires. */
const HISTORY = { timeout: 360_000, interval: 1_000 };

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1200, height: 750 } },
  dark: { colorScheme: 'dark', viewport: { width: 1200, height: 750 } },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true },
};

/** The views by the names of their pictures. */
async function listViews(): Promise<readonly (readonly [name: string, path: string])[]> {
  const { deadLetters } = await openLedger();
  const { clickId } = await sendClick('demo-1');
  const letter = await deadLetters.findOne({});
  return [
    ['overview', '/console/'],
    ['dashboard', '/console/dashboards/mining-click-overview?from=now-5m&to=now'],
    ['click', `/console/clicks?click=${clickId}`],
    ['account', `/console/clicks?user=${BROKEN_USERS[0] ?? ''}`],
    ['failed', '/console/failed'],
    ['failed-click', `/console/failed/${letter?._id ?? ''}`],
    ['queue', '/console/queue'],
    ['alerts', '/console/alerts'],
    ['runbook', '/console/runbooks/MiningDeadLetters'],
    ['audit', '/console/audit'],
  ];
}

/** So that the audit trail has something to show. */
async function act(): Promise<void> {
  const headers = { authorization: `Bearer ${await signToken(ENGINEER, 'admin')}`, 'content-type': 'application/json' };
  const post = (path: string, body: object) => fetch(`${theStack().api}/api/admin/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answers = [
    await post('queue/pause', { reason: 'MongoDB is being upgraded' }),
    await post('queue/resume', { reason: 'the upgrade is done' }),
    await post('dead-letters/replay', { filter: {}, limit: 1 }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
}

/** Four minutes of scrapes, by when that alert fires too. */
const ENOUGH = 'count_over_time(up{job="mining-click-api"}[15m]) > 48';

it('takes each view, light, dark and narrow', { timeout: 600_000 }, async () => {
  mkdirSync(FOLDER, { recursive: true });
  await expect.poll(() => askInstant(ENOUGH), HISTORY).not.toEqual([]);
  await act();
  for (const [name, path] of await listViews()) {
    for (const [look, options] of Object.entries(LOOKS)) {
      const page = await openView(browser(), path, options);
      // Charts come in after what stands around them.
      await page.waitForLoadState('networkidle');
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      await page.screenshot({ path: join(FOLDER, `console-${name}-${look}.png`), animations: 'disabled' });
      if (name === 'overview' && look === 'light') await sayFirstPaint(page);
      await page.context().close();
    }
  }
});

async function sayFirstPaint(page: Awaited<ReturnType<typeof openView>>): Promise<void> {
  const [ms] = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => Math.round(startTime)));
  process.stdout.write(`First contentful paint of the overview: ${ms} ms\n`);
}
