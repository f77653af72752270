import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LARGEST = 64 * 1024 * 1024;
const OLD = '.old';

/** Lays a log file that has grown large aside, in the place of the one that was laid aside before. */
export function limitLogs(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => !file.endsWith(OLD))) {
    const file = join(folder, name);
    if (statSync(file).size > LARGEST) renameSync(file, `${file}${OLD}`);
  }
}
