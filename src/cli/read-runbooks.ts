import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pages } from '../http/routes/pages.js';
import { PACKAGE_FOLDER } from './package-folder.js';

const ENDING = '.md';

/** The runbooks of the package: those of the click pipeline, or those for queues of others. */
export function readRunbooks(path: 'observability/runbooks' | 'observability/queue-profile/runbooks' = 'observability/runbooks'): Pages {
  const folder = join(PACKAGE_FOLDER, path);
  const files = readdirSync(folder).filter((name) => name.endsWith(ENDING)).sort();
  return new Map(files.map((name) => [name.slice(0, -ENDING.length), readFileSync(join(folder, name), 'utf8')]));
}
