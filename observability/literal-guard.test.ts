import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingDefaults } from '../test/docs/settings-pages.js';
import { METRICS } from '../src/telemetry/metric-catalogue.js';
import { DEPTH, LOCAL_LINKS } from './config.js';
import { generateFiles } from './generate.js';
import { SPEC_ALERTS, SPEC_EXPRESSIONS, SPEC_ROWS } from './spec.js';

type SpecifiedRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('specification.md');
/** Where the specification itself lies beside the checkout. */
const original = fileURLToPath(new URL('../../shared/spec/mining-click-observability.md', import.meta.url));

/** The rules of the page's block of YAML. */
function readSpecifiedRules(): SpecifiedRule[] {
  const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  return parse(block) as SpecifiedRule[];
}

function readGeneratedRules(content: string): SpecifiedRule[] {
  return (parse(content) as { groups: { rules: SpecifiedRule[] }[] }).groups.flatMap(({ rules }) => rules);
}

const specified = SPEC_ALERTS.map(({ alert, expr, for: time, severity, summary, description }) => ({
  alert,
  expr,
  for: time,
  labels: { severity },
  annotations: { summary, description },
}));

describe('the copy of the specification', () => {
  it('was not edited', () => {
    expect(createHash('sha256').update(page).digest('hex')).toBe('9d6023e4f6af7d4cc963d95cd94a9cf97e3e87a4ee439dda8e54b9ff99368e3f');
    if (existsSync(original)) expect(page).toBe(readFileSync(original, 'utf8'));
  });

  it('holds the strings that everything is compared with', () => {
    expect(readSpecifiedRules()).toEqual(specified);
    for (const expression of Object.values(SPEC_EXPRESSIONS)) expect(page).toContain(`\`${expression}\``);
    const rows = [...page.matchAll(/^\d\. \*\*(.+)\*\*$/gm)].map(([, title = '']) => title.replace(/ row$/, ''));
    expect(rows).toEqual(SPEC_ROWS);
  });

  it('names metrics that the catalogue has, with their types', () => {
    const named = [...page.matchAll(/^\| `(\w+)(?:\{.+\})?` \| (\w+) \|/gm)].map(([, name, type = '']) => [name, type.toLowerCase()]);
    expect(named).toHaveLength(6);
    const ours = Object.values(METRICS).map(({ name, type }) => [name, type]);
    expect(ours).toEqual(expect.arrayContaining(named));
  });
});

describe.each([
  ['as generated for the local stack', generateFiles(LOCAL_LINKS).find(({ path }) => path.endsWith('specification.yml'))?.content ?? ''],
  ['as committed', read('generated/prometheus/rules/specification.yml')],
])("the specification's alerts, %s", (_, content) => {
  it('are there word for word, with links as their only additions', () => {
    const rules = readGeneratedRules(content);
    const withoutLinks = rules.map(({ annotations: { summary, description }, ...rule }) => ({ ...rule, annotations: { summary, description } }));
    expect(withoutLinks).toEqual(specified);
    for (const { annotations } of rules) {
      const added = Object.keys(annotations).filter((name) => name !== 'summary' && name !== 'description');
      expect(['runbook_url', 'dashboard_url', 'logs_url']).toEqual(expect.arrayContaining(added));
    }
  });

  it.each(SPEC_ALERTS)('has the expression and the words of $alert as plain text', ({ expr, description }) => {
    expect(content).toContain(`expr: ${expr}\n`);
    expect(content).toContain(description);
  });
});

describe('the depths', () => {
  it('are drawn, alerted and refused in this order, at the numbers of the specification and of the API', () => {
    expect(page).toContain('alert threshold at 4,000');
    expect(DEPTH.drawn).toBe(4000);
    expect(DEPTH.alerted).toBe(4500);
    expect(settingDefaults()).toHaveProperty('MINING_QUEUE_MAX_DEPTH', String(DEPTH.cap));
    expect(DEPTH.cap).toBeGreaterThan(DEPTH.alerted);
  });
});
