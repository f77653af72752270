import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
    const { prometheus = '' } = await untilUp(home, up);
    await untilCountedAsNone(prometheus);
    await sendFirstClicks(home);
  } catch (fault) {
    await close();
    throw fault;
  }
  project.provide('consoleHome', { folder, env: home.env as Record<string, string> });
  return close;
}

/** The alert of failed clicks is about those that came: their number before them has to be known, which is none. */
async function untilCountedAsNone(prometheus: string): Promise<void> {
  const query = new URLSearchParams({ query: 'mining_dead_letters{error_code="LEDGER_REFUSED"} == 0' });
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(500)) {
    const answer = await fetch(`${prometheus}/api/v1/query?${query.toString()}`);
    const { data } = (await answer.json()) as { readonly data?: { readonly result: readonly unknown[] } };
    if (data && data.result.length > 0) return;
  }
  throw new Error('Prometheus has no count of dead letters a minute after the stack was started');
}
