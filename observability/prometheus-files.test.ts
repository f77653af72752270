import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runPromtool } from '../test/support/promtool.js';
import { JOBS, MONITORING_JOBS } from './config.js';
import { RULE_FILES } from './rules.js';

const generated = fileURLToPath(new URL('generated/prometheus', import.meta.url));

/** A copy, as `up` runs it, with the targets beside it. */
function copyWithTargets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-prometheus-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(generated, folder, { recursive: true });
  mkdirSync(join(folder, 'targets'));
  for (const job of Object.values({ ...JOBS, ...MONITORING_JOBS })) {
    writeFileSync(join(folder, 'targets', `${job}.json`), JSON.stringify([{ targets: ['127.0.0.1:1'] }]));
  }
  return folder;
}

describe("Prometheus' generated files", () => {
  it('are rules that promtool finds no fault with', async () => {
    const files = readdirSync(join(generated, 'rules'));
    expect(files.sort()).toEqual(RULE_FILES.map(({ file }) => file).sort());
    const { stdout } = await runPromtool(join(generated, 'rules'), 'check', 'rules', '--lint=all', '--lint-fatal', ...files);
    for (const { groups } of RULE_FILES) {
      expect(stdout).toContain(`SUCCESS: ${groups.flatMap(({ rules }) => rules).length} rules found`);
    }
  });

  it('are a configuration that works wherever the targets lie beside it', async () => {
    const { stdout, stderr } = await runPromtool(copyWithTargets(), 'check', 'config', 'prometheus.yml');
    expect(stdout).toContain(`SUCCESS: ${RULE_FILES.length} rule files found`);
    expect(stdout + stderr).not.toMatch(/WARNING|FAILED/);
  });
});
