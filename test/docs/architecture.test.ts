import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import eslintConfig from '../../eslint.config.mjs';
import { PROJECT_FOLDER, readCodeSpans, readProjectFile, readTable, readSections } from './markdown.js';

type Zone = { readonly target: string; readonly from: string; readonly except: readonly string[] };

const folders = readSections(readProjectFile('ARCHITECTURE.md')).find(({ title }) => title === 'Folders')?.body ?? '';
const rows = readTable(folders).map(([folder = '', , contract = '', mayImport = '']) => ({
  name: readCodeSpans(folder)[0] ?? '',
  contracts: readCodeSpans(contract),
  mayImport: mayImport === 'nothing' ? [] : mayImport === 'anything' ? undefined : readCodeSpans(mayImport),
}));

/** What the linter allows each folder to import besides itself; folders that it does not bound are missing. */
function lintedImports(): Map<string, readonly string[]> {
  const rules = eslintConfig.map((config) => config.rules?.['import-x/no-restricted-paths']);
  const all = rules.flatMap((rule) => (Array.isArray(rule) ? (rule[1] as { zones: Zone[] }).zones : []));
  const zones = all.filter(({ from }) => from === './src');
  return new Map(
    zones.map(({ target, except }) => {
      const name = basename(target);
      return [name, except.map((path) => path.replace(/^\.\//, '')).filter((path) => path !== name)];
    }),
  );
}

describe("ARCHITECTURE.md's folders", () => {
  it('are the folders of src', () => {
    const inSource = readdirSync(join(PROJECT_FOLDER, 'src'), { withFileTypes: true });
    expect(rows.map(({ name }) => name).sort()).toEqual(inSource.map((entry) => entry.name).sort());
  });

  it.each(rows)('$name names contracts that are there', ({ name, contracts }) => {
    expect(contracts.length).toBeGreaterThan(0);
    for (const path of contracts) {
      expect(path.startsWith(`src/${name}/`), path).toBe(true);
      expect(existsSync(join(PROJECT_FOLDER, path)), path).toBe(true);
    }
  });

  it.each(rows)('$name may import what the linter says', ({ name, mayImport }) => {
    expect(mayImport).toEqual(lintedImports().get(name));
  });
});
