import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, listFiles, PROJECT_FOLDER, readCodeSpans, readProjectFile, withoutCode } from './markdown.js';

const pages = listFiles('.md');

/** Targets of a page's links, but for those to other sites. */
function linksOf(text: string): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** Why a link of a page leads nowhere; undefined when it leads somewhere. */
function whyBroken(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(PROJECT_FOLDER, file))) return `${link}: no such file`;
  if (path.endsWith('/') !== statSync(join(PROJECT_FOLDER, file)).isDirectory() && path !== '') return `${link}: not a folder, or one`;
  if (anchor !== undefined && !anchorsOf(readProjectFile(file)).has(anchor)) return `${link}: no such heading`;
  return undefined;
}

/** Files and folders of the project that a page names in backticks; those that a program writes are left out. */
function pathsIn(text: string): string[] {
  const spans = readCodeSpans(withoutCode(text));
  return spans.filter((span) => /^(src|test|docs|scripts|\.ci)\/[\w./-]*$/.test(span));
}

describe.each(pages)('%s', (page) => {
  const text = readProjectFile(page);

  it('has links that lead somewhere', () => {
    expect(linksOf(text).flatMap((link) => whyBroken(page, link) ?? [])).toEqual([]);
  });

  it('names files that are there', () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(PROJECT_FOLDER, path)))).toEqual([]);
  });

  it('has one heading of the first level, at its top', () => {
    expect(withoutCode(text).match(/^# .+$/gm)).toHaveLength(1);
    expect(text.startsWith('# ')).toBe(true);
  });
});
