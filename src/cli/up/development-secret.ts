import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_SECRET_MARK } from '../../config/production.js';

const FILE = 'token-secret';

/**
 * The secret that signs tokens on this machine: made once, readable by its owner alone. It tells what it is by its
 * beginning, so that no process takes it in production.
 */
export function keepDevelopmentSecret(folder: string): string {
  const file = join(folder, FILE);
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept.startsWith(DEVELOPMENT_SECRET_MARK)) return kept;
  const made = `${DEVELOPMENT_SECRET_MARK}${randomBytes(32).toString('base64url')}`;
  writeFileSync(`${file}.unfinished`, `${made}\n`, { mode: 0o600 });
  renameSync(`${file}.unfinished`, file);
  return made;
}
