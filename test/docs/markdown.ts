import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that hold nothing written by hand. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'dist', 'var', '.git']);

/** A file of the project, by its path from the project's folder. */
export function readProjectFile(path: string): string {
  return readFileSync(join(PROJECT_FOLDER, path), 'utf8');
}

/** Paths of all files below a folder of the project, by their ending, from the project's folder. */
export function listFiles(ending: string, folder = ''): string[] {
  return readdirSync(join(PROJECT_FOLDER, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : listFiles(ending, path);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

export type Section = { readonly level: number; readonly title: string; readonly body: string };

/** The sections of a page, each with the text up to the next heading of any level. */
export function readSections(text: string): Section[] {
  const parts = withoutCode(text).split(/^(#{1,6}) +(.+)$/m);
  return parts.flatMap((part, index) =>
    index % 3 === 1 ? [{ level: part.length, title: (parts[index + 1] ?? '').trim(), body: parts[index + 2] ?? '' }] : [],
  );
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  return new Set(
    readSections(text).map(({ title }) => {
      const slug = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

/** Cells of the rows of the first table in a text, without its head. */
export function readTable(text: string): string[][] {
  const [table = ''] = /^(?:\|.*\|\n)+/m.exec(text) ?? [];
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) => row.slice(1, -1).split('|').map((cell) => cell.trim()));
}

/** Texts in backticks. */
export function readCodeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

/** A page without its blocks of code: a `#` in them is no heading, a bracket no link. */
export function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}
