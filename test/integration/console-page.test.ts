import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CONSOLE_FOLDER } from '../../src/cli/package-folder.js';
import { CONSOLE_POLICY } from '../../src/http/routes/console-page.js';
import { createTestApi } from '../support/api.js';
import { createPipeline } from '../support/pipeline.js';

const createApi = async () => createTestApi(await createPipeline());
/** Every address of its own that a view has. */
const VIEWS = ['/console/', '/console/dashboards', '/console/dashboards/mining-click-overview?from=now-1h', '/console/failed/x', '/console/nothing'];
const assetsOf = (html: string): string[] => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');

describe('the page of the console', () => {
  it('is the same at the address of every view, for everybody, kept by no cache, and under its policy', async () => {
    const api = await createApi();
    const pages = await Promise.all(VIEWS.map((url) => api.inject(url)));
    for (const { statusCode, headers, body } of pages) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': CONSOLE_POLICY, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
      expect(body).toBe(pages[0]?.body);
    }
    const { statusCode, headers } = await api.inject('/console');
    expect([statusCode, headers.location]).toEqual([308, '/console/']);
  });

  it('holds no script, style or handler of its own, and asks nobody else for anything', async () => {
    const { body } = await (await createApi()).inject('/console/');
    expect(body).toMatch(/<script type="module"[^>]* src="[^"]+"><\/script>/);
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    for (const asset of assetsOf(body)) expect(asset).toMatch(/^\/console\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
  });

  it('has assets that may be kept for ever, since their names change with what is in them, each of the right type', async () => {
    const api = await createApi();
    const assets = assetsOf((await api.inject('/console/')).body);
    expect(assets.length).toBeGreaterThanOrEqual(3);
    const types: Record<string, RegExp> = { js: /^(text|application)\/javascript/, css: /^text\/css/, svg: /^image\/svg\+xml/ };
    for (const asset of assets) {
      const { statusCode, headers } = await api.inject(asset);
      expect([asset, statusCode]).toEqual([asset, 200]);
      expect(headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff', 'content-security-policy': CONSOLE_POLICY });
      expect(headers['content-type']).toMatch(types[asset.split('.').at(-1) ?? ''] ?? /^$/);
    }
  });

  it.each(['nothing.js', '..%2Findex.html', '..%2F..%2Fpackage.json', '.%2e%2fpackage.json', ''])('has no asset "%s", and no cache keeps that there is none', async (name) => {
    const { statusCode, headers } = await (await createApi()).inject(`/console/assets/${name}`);
    expect(statusCode).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('the script of the first view', () => {
  const folder = join(CONSOLE_FOLDER, 'assets');
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  /** A file and all that it cannot begin without. */
  const withImports = (file: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, name = ''] of read(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) withImports(name, seen);
    return seen;
  };

  it('is far below 500 kB when it is compressed, and draws without the library of the charts', () => {
    const [entry, overview] = ['index-', 'overview-view-'].map((start) => readdirSync(folder).find((file) => file.startsWith(start) && file.endsWith('.js')) ?? '');
    const files = withImports(overview ?? '', withImports(entry ?? ''));
    const bytes = [...files].reduce((total, file) => total + gzipSync(read(file)).length, 0);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes, [...files].join(', ')).toBeLessThan(100_000);
  });
});

describe('the policy of the page', () => {
  it('allows nothing inline, nothing from elsewhere, no frame, and no text that becomes markup', () => {
    const rules = new Map(CONSOLE_POLICY.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
    for (const name of ['default-src', 'base-uri', 'form-action', 'frame-ancestors']) expect(rules.get(name), name).toEqual(["'none'"]);
    for (const name of ['script-src', 'style-src', 'connect-src']) expect(rules.get(name), name).toEqual(["'self'"]);
    expect(rules.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(CONSOLE_POLICY).not.toMatch(/unsafe|https?:|\*|wasm/);
  });
});
