import { describe, expect, it } from 'vitest';
import { DASHBOARDS, LOCAL_LINKS } from './config.js';
import { generateFiles } from './generate.js';
import { ALERTS, RECORDING_RULES, RULE_FILES } from './rules.js';

const files = generateFiles(LOCAL_LINKS);
const recordedNames = [...new Set(RECORDING_RULES.map(({ record }) => record))];

describe('the rules', () => {
  it('name each alert and each group once', () => {
    const groups = RULE_FILES.flatMap(({ groups }) => groups.map(({ name }) => name));
    for (const names of [ALERTS.map(({ name }) => name), groups]) expect(names).toEqual([...new Set(names)]);
  });

  it.each(recordedNames)('record %s under a name of three parts, for an alert, a panel or another rule', (name) => {
    expect(name).toMatch(/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/);
    const readers = files.filter(({ path }) => !path.startsWith('alertmanager/'));
    const uses = readers.flatMap(({ content }) => content.split('\n').filter((line) => line.includes(name) && !line.includes(`record: ${name}`)));
    expect(uses.length).toBeGreaterThan(0);
  });

  it.each(ALERTS)('say in plain sentences what $name means', ({ summary, description, dashboard }) => {
    expect(summary).not.toMatch(/[.!]$/);
    expect(description).toMatch(/^[A-Z{].*\.$/s);
    expect(DASHBOARDS).toHaveProperty(dashboard);
    // Numbers of the specification's words stay as they are.
    if (!description.startsWith('Queue depth {{ $value }}')) expect(description).not.toMatch(/\{\{ \$value \}\}/);
  });
});
