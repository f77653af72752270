import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { readUpSettings } from '../../src/cli/up/settings.js';
import { takeFreePorts } from '../support/free-ports.js';
import { startCommand } from '../support/command.js';
import { makeTemporaryFolder } from '../support/servers.js';
import { useBrowser } from './support/browser.js';
import { ENGINEER, signToken } from './support/console.js';
import { sendClick } from './support/send-click.js';
import { openWatchedPage } from './support/watched-page.js';

const browser = useBrowser();

/** Another API on the stores of the stack, which knows of nothing else. */
async function startBareApi(): Promise<string> {
  const { folder, env } = inject('consoleHome');
  const { redisUrl, mongodbUrl, tokens } = await readUpSettings(env, join(folder, 'var'));
  const [port = 0] = await takeFreePorts(1);
  const settings = { REDIS_URL: redisUrl, MONGODB_URL: mongodbUrl, MINING_TOKEN_SECRET: tokens.secret, MINING_API_PORT: String(port) };
  startCommand(['api'], { cwd: await makeTemporaryFolder('bare-api'), env: settings });
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(() => fetch(`${url}/livez`).then(({ status }) => status, () => 0), { timeout: 30_000 }).toBe(200);
  return url;
}

it('without Prometheus, Alertmanager and a source of log lines, each view says what it lacks and how to give it', async () => {
  const url = await startBareApi();
  const { clickId } = await sendClick('finder');
  const views: readonly (readonly [path: string, said: RegExp])[] = [
    ['/console/', /MINING_PROMETHEUS_URL/],
    ['/console/dashboards/mining-click-queue', /MINING_PROMETHEUS_URL/],
    ['/console/alerts', /MINING_(PROMETHEUS|ALERTMANAGER)_URL/],
    ['/console/alerts?tab=silences', /MINING_ALERTMANAGER_URL/],
    [`/console/clicks?click=${clickId}`, /MINING_CONSOLE_LOGS_FOLDER/],
  ];
  for (const [path, said] of views) {
    const page = await openWatchedPage(browser(), url);
    page.expectFaults(/^(answer: |console error: .*status of )503/);
    await page.goto(`${url}${path}#token=${await signToken(ENGINEER, 'admin')}`);
    await page.getByText(said).first().waitFor({ timeout: 20_000 });
  }
});
