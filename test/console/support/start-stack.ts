import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clearHome, describeHome, startUp, untilUp } from '../../support/up-process.js';
import { sendFirstClicks } from './first-clicks.js';

/** One stack with demo traffic for all tests of the console, so that what they look at has a history; it ends after them. */
export default async function startStack(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-console-'));
  const home = await describeHome(folder);
  const up = startUp(home, ['--demo']);
  const close = async (): Promise<void> => {
    up.kill('SIGINT');
    await up.ended;
    await clearHome(home);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilUp(home, up);
    await sendFirstClicks(home);
  } catch (fault) {
    await close();
    throw fault;
  }
  project.provide('consoleHome', { folder, env: home.env as Record<string, string> });
  return close;
}
