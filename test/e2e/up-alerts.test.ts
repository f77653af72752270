import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { interrupt, makeHome, startUp, untilUp, type UpProcess } from '../support/up.js';

const GENERATED = fileURLToPath(new URL('../../observability/generated', import.meta.url));

/** The lines of the test alert, when it fires and when it ends. */
const testAlerts = (up: UpProcess) => up.output().match(/^\[.*\] critical MiningTestAlert .*$/gm) ?? [];

it('runs on the generated files, and a test alert gets from Alertmanager to its terminal', async () => {
  const home = await makeHome();
  const up = startUp(home);
  await untilUp(home, up);
  for (const file of readdirSync(join(GENERATED, 'prometheus'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'))) {
    expect(readFileSync(join(home.folder, 'var/prometheus', file))).toEqual(readFileSync(join(GENERATED, 'prometheus', file)));
  }
  const result = await runCommand(['alerts', 'test'], { cwd: home.folder });
  expect(result.stdout).toContain('and "up" shows it.');
  expect(result.code).toBe(0);
  await expect.poll(() => testAlerts(up), { timeout: 60_000 }).toHaveLength(2);
  await interrupt(up);
});

it('two stacks beside each other: each gets the alerts of its own, and no notification fails', async () => {
  const homes = [await makeHome(), await makeHome()];
  const stacks = await Promise.all(homes.map(async (home) => {
    const up = startUp(home);
    return { up, home, stack: await untilUp(home, up) };
  }));
  for (const { home } of stacks) expect(await runCommand(['alerts', 'test'], { cwd: home.folder })).toMatchObject({ code: 0 });
  for (const { up } of stacks) await expect.poll(() => testAlerts(up), { timeout: 60_000 }).toHaveLength(2);
  for (const { up, stack } of stacks) {
    const metrics = await (await fetch(`${stack.alertmanager}/metrics`)).text();
    const counts = metrics.match(/^alertmanager_notifications_failed_total\{.*integration="webhook".*$/gm) ?? [];
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.filter((line) => !line.endsWith(' 0'))).toEqual([]);
    await interrupt(up);
  }
});
