import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDERS = [new URL('../admission/lua/', import.meta.url), new URL('../queue/lua/', import.meta.url)];
const scripts = FOLDERS.flatMap((folder) =>
  readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') })),
);

/** `KEYS[3]` and `KEYS[7..]` of a text, as `KEYS[3]` and `KEYS[7..]`. */
function namesIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([name]) => name));
}

describe.each(scripts)('$file', ({ file, text }) => {
  const lines = text.split('\n');
  const header = lines.filter((line) => line.startsWith('--')).join('\n');
  const body = lines.filter((line) => !/^\s*--/.test(line)).join('\n');
  const fixed = namesIn(header, /(?:KEYS|ARGV)\[\d+\]/g);
  const open = namesIn(header, /(?:KEYS|ARGV)\[\d+\.\.\]/g);

  it('is named as its header says, verb first, and declares its flags', () => {
    expect(lines[0]).toMatch(/^#!lua( flags=[a-z,-]+)?$/);
    expect(header).toMatch(new RegExp(`^-- ${file.replace('.lua', '')}: `));
    expect(file).toMatch(/^[a-z]+[A-Z][A-Za-z]*\.lua$/);
    expect(header).toContain('-- Returns ');
  });

  it('documents each key and argument that it uses, and uses each that it documents', () => {
    for (const name of namesIn(body, /(?:KEYS|ARGV)\[\d+\]/g)) expect(fixed, name).toContain(name);
    for (const name of fixed) {
      const byNumber = body.includes(name);
      const byRun = name.startsWith('KEYS') && /unpack\(KEYS, \d+\)/.test(body);
      expect(byNumber || byRun, `${name} is used`).toBe(true);
    }
  });

  it('documents a run of keys or arguments where the body computes their place, and only there', () => {
    for (const kind of ['KEYS', 'ARGV']) {
      const computes = new RegExp(`${kind}\\[(?!\\d+\\])`).test(body);
      expect([...open].some((name) => name.startsWith(kind)), kind).toBe(computes);
    }
  });

  it('numbers keys and arguments without a gap', () => {
    for (const kind of ['KEYS', 'ARGV']) {
      const numbers = [...fixed, ...open].filter((name) => name.startsWith(kind)).map((name) => Number.parseInt(name.slice(5), 10));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('stays under 100 lines of code', () => {
    expect(body.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(100);
  });
});
