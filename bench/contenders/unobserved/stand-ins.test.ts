import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolve } from './hooks.js';
import * as standIns from './stand-ins.js';

const CLI = new URL('../../../src/cli/', import.meta.url);

/** Values that API and worker import from the telemetry, with the module that they come from. */
function readImports(): { readonly name: string; readonly module: string }[] {
  const files = readdirSync(CLI, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('exporter/'));
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, CLI), 'utf8');
    return [...text.matchAll(/^import (?!type)\{([^}]*)\} from '[./]*\/(telemetry\/[^']+)'/gm)].flatMap(([, names = '', module = '']) =>
      names.split(',').map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type ')).map((name) => ({ name, module })),
    );
  });
}

const findUrl = async (url: string) =>
  (await resolve('any', { conditions: [], importAttributes: {}, importAssertions: {}, parentURL: undefined }, () => ({ url, format: 'module' }))).url;

describe('the stand-ins for telemetry', () => {
  it('are there for all that counts, times or writes in a process', () => {
    const wrappers = readImports().filter(({ module }) => /with-metrics|registry|logger/.test(module));
    expect(wrappers.map(({ name }) => name)).toContain('withJobTelemetry');
    expect(wrappers.filter(({ name }) => !(name in standIns))).toEqual([]);
  });

  it('take the place of those modules of the build, and of no others', async () => {
    const url = 'file:///project/dist/src/telemetry/';
    for (const file of ['registry.js', 'logger.js', 'with-metrics/worker.js']) expect(await findUrl(url + file)).toMatch(/stand-ins\.js$/);
    for (const file of ['log-fields.js', 'label-values.js']) expect(await findUrl(url + file)).toBe(url + file);
    expect(await findUrl('file:///project/dist/bench/src/telemetry/logger.js')).toContain('/bench/src/');
  });
});
