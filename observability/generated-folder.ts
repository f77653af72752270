import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './generated-file.js';

/** Files that are missing, too many or not byte for byte what they should be, with what is wrong. */
export function findDifferences(folder: string, files: readonly GeneratedFile[]): string[] {
  const differing = files.flatMap(({ path, content }) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`${path}: is missing`];
    return readFileSync(file, 'utf8') === content ? [] : [`${path}: differs`];
  });
  return [...differing, ...findLeftovers(folder, files).map((path) => `${path}: is no longer generated`)];
}

/** Writes the files, and removes what is no longer generated. */
export function replaceFiles(folder: string, files: readonly GeneratedFile[]): void {
  for (const path of findLeftovers(folder, files)) rmSync(join(folder, path));
  writeFiles(folder, files);
}

/** Writes the files, and leaves alone what else there is. */
export function writeFiles(folder: string, files: readonly GeneratedFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function findLeftovers(folder: string, files: readonly GeneratedFile[]): string[] {
  const generated = new Set(files.map(({ path }) => path));
  return listFiles(folder).filter((path) => !generated.has(path));
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
