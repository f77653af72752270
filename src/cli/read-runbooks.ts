import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runbooks } from '../http/routes/runbooks.js';
import { PACKAGE_FOLDER } from './package-folder.js';

const FOLDER = join(PACKAGE_FOLDER, 'observability/runbooks');
const ENDING = '.md';

/** The runbooks of the package. */
export function readRunbooks(): Runbooks {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(ENDING));
  return new Map(files.map((name) => [name.slice(0, -ENDING.length), readFileSync(join(FOLDER, name), 'utf8')]));
}
