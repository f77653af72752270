import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pages } from '../http/routes/pages.js';
import { PACKAGE_FOLDER } from './package-folder.js';

const HEADING = /^## (?=\S)/m;

/** The page of each problem: its section of docs/problems.md. */
export function readProblemPages(): Pages {
  const [, ...sections] = readFileSync(join(PACKAGE_FOLDER, 'docs/problems.md'), 'utf8').split(HEADING);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), `# ${section.trimEnd()}\n`]));
}
