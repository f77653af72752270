import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readResults } from '../faults/exactly-once/support/results.js';
import { renderFaultsPage } from './faults-page.js';
import { renderLogsPage } from './logs-page.js';
import { listFiles, readProjectFile } from './markdown.js';
import { renderRoutesPage } from './routes-page.js';
import { renderEnvironmentExample, renderSettingsPage, settingDefaults, settingNames } from './settings-pages.js';
import { renderTracesPage } from './traces-page.js';

describe('pages that are made from the code; npx vitest run --project unit -u writes them anew', () => {
  it('docs/settings.md is what the schemas say', async () => {
    await expect(renderSettingsPage()).toMatchFileSnapshot('../../docs/settings.md');
  });

  it('.env.example is what the schemas say', async () => {
    await expect(renderEnvironmentExample()).toMatchFileSnapshot('../../.env.example');
  });

  it('docs/logs.md is what the list of fields says', async () => {
    await expect(renderLogsPage()).toMatchFileSnapshot('../../docs/logs.md');
  });

  it('docs/routes.md is what the routes declare', async () => {
    await expect(await renderRoutesPage()).toMatchFileSnapshot('../../docs/routes.md');
  });

  it('docs/faults.md is what the results of the experiments say', async () => {
    await expect(await renderFaultsPage(readResults())).toMatchFileSnapshot('../../docs/faults.md');
  });

  it('docs/traces.md is what the list of spans says', async () => {
    await expect(renderTracesPage()).toMatchFileSnapshot('../../docs/traces.md');
  });
});

describe('.env.example', () => {
  const readLines = (): string[] => readProjectFile('.env.example').split('\n');
  const readSettings = (): string[] => readLines().filter((line) => /^#[A-Z]/.test(line)).map((line) => line.slice(1));

  it('names every setting, and sets none', () => {
    expect(readSettings().map((line) => line.split('=')[0])).toEqual(settingNames());
    expect(readLines().filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('gives the defaults when its lines are taken as they are', () => {
    const values = Object.entries(parseEnv(readSettings().join('\n'))).filter(([, value]) => value !== '');
    expect(Object.fromEntries(values)).toEqual(settingDefaults());
  });
});

describe('docs/settings.md', () => {
  it('names every variable that the sources read', () => {
    const page = readProjectFile('docs/settings.md');
    const sources = listFiles('.ts', 'src').filter((file) => !file.endsWith('.test.ts'));
    const named = sources.flatMap((file) => [...readProjectFile(file).matchAll(/\w\['([A-Z][A-Z0-9_]{1,})'\]/g)]);
    const variables = [...new Set(named.map(([, name = '']) => name))];
    expect(variables).toContain('PROMETHEUS_URL');
    expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
