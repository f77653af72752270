import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCommand } from '../../support/command.js';
import { interrupt, makeHome, startUp, untilUp } from '../../support/up.js';

const GENERATED = fileURLToPath(new URL('../../../observability/generated', import.meta.url));

it('runs on the generated files, and a test alert gets from Alertmanager to its terminal', async () => {
  const home = await makeHome();
  const up = startUp(home);
  await untilUp(home, up);
  for (const file of readdirSync(join(GENERATED, 'prometheus'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yml'))) {
    expect(readFileSync(join(home.folder, 'var/prometheus', file))).toEqual(readFileSync(join(GENERATED, 'prometheus', file)));
  }
  const result = await runCommand(['alerts', 'test'], { cwd: home.folder });
  // Another stack on this machine may have the port: then the alert must be said to have gone there.
  const isTaken = up.output().includes('Port 9095 is taken by');
  expect(result.stdout).toContain(isTaken ? 'was taken by another process' : 'and "up" shows it.');
  expect(result.code).toBe(isTaken ? 1 : 0);
  const lines = () => up.output().match(/^\[.*\] critical MiningTestAlert .*$/gm) ?? [];
  await expect.poll(lines, { timeout: 20_000 }).toHaveLength(isTaken ? 0 : 2);
  await interrupt(up);
});
