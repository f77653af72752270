import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LOCAL_LINKS } from './config.js';
import { generateFiles } from './generate.js';
import { runGenerate } from './generate-command.js';
import { findDifferences } from './generated-folder.js';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-generated-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('observability/generated', () => {
  it('is what npm run generate writes', () => {
    const committed = fileURLToPath(new URL('generated', import.meta.url));
    expect(findDifferences(committed, generateFiles(LOCAL_LINKS))).toEqual([]);
  });

  it('has each file once, the same at every time', () => {
    const files = generateFiles(LOCAL_LINKS);
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    expect(generateFiles(LOCAL_LINKS)).toEqual(files);
  });
});

describe('npm run generate', () => {
  it('writes what is missing and removes what is no longer generated; --check tells of both', () => {
    const folder = makeFolder();
    expect(runGenerate([], folder).ok).toBe(true);
    expect(runGenerate(['--check'], folder).ok).toBe(true);
    const rules = join(folder, 'prometheus/rules');
    writeFileSync(join(rules, 'old.yml'), '');
    writeFileSync(join(rules, 'slos.yml'), 'groups: []\n');
    rmSync(join(rules, 'alerts.yml'));
    const { lines, ok } = runGenerate(['--check'], folder);
    expect(ok).toBe(false);
    expect(lines.slice(0, -1).sort()).toEqual([
      'prometheus/rules/alerts.yml: is missing',
      'prometheus/rules/old.yml: is no longer generated',
      'prometheus/rules/slos.yml: differs',
    ]);
    runGenerate([], folder);
    expect(runGenerate(['--check'], folder).ok).toBe(true);
  });

  it('puts other addresses into the links', () => {
    const folder = makeFolder();
    const links = ['--runbooks-url', 'https://example.org/runbooks/', '--dashboards-url', 'https://example.org/d', '--logs-url', 'https://example.org/explore'];
    runGenerate([...links, '--logs', 'elasticsearch'], folder);
    const rules = readFileSync(join(folder, 'prometheus/rules/specification.yml'), 'utf8');
    expect(rules).toContain('runbook_url: https://example.org/runbooks/MiningQueueBackpressure\n');
    expect(rules).toContain('dashboard_url: https://example.org/d/mining-click-overview\n');
    expect(rules).toContain('logs_url: https://example.org/explore?schemaVersion=1&panes=%7B%22logs%22%3A%7B%22datasource%22%3A%22mining-click-elasticsearch%22');
    expect(rules).not.toContain('127.0.0.1');
  });

  it.each([[['--runbook-url', 'https://example.org']], [['--runbooks-url', 'nowhere']], [['--logs', 'files']]])('refuses %j with its usage', (args) => {
    expect(() => runGenerate(args, makeFolder())).toThrow(/npm run generate -- \[options\]/);
  });
});
