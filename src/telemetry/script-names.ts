import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Where the Lua scripts of the pipeline are. */
export const SCRIPT_FOLDERS: readonly URL[] = [
  new URL('../admission/lua/', import.meta.url),
  new URL('../queue/lua/', import.meta.url),
];

/** The name of each script by its text, which EVAL sends, and by its SHA-1, which EVALSHA sends. */
export function readScriptNames(folders: readonly URL[]): ReadonlyMap<string, string> {
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => new URL(file, folder)));
  return new Map(
    files.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const name = file.pathname.replace(/^.*\/(\w+)\.lua$/, '$1');
      return [text, createHash('sha1').update(text).digest('hex')].map((key) => [key, name] as const);
    }),
  );
}
