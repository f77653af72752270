import { readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.js';
import { run } from './run.js';

/** Another version of this project, built in a folder of its own. */
export type Checkout = {
  readonly folder: string;
  readonly commit: string;
  remove(): Promise<void>;
};

/**
 * Checks out and builds `ref` beside this checkout. The installed packages are shared when both versions lock the same
 * ones; otherwise the build installs its own.
 */
export async function checkOut(ref: string, project: string, folder: string, signal: AbortSignal): Promise<Checkout> {
  const commit = await git(project, ['rev-parse', '--verify', `${ref}^{commit}`]);
  await git(project, ['worktree', 'add', '--detach', folder, commit]);
  const packages = join(folder, 'node_modules');
  const remove = async (): Promise<void> => {
    await rm(packages, { recursive: true, force: true });
    await git(project, ['worktree', 'remove', '--force', folder]);
  };
  try {
    if (haveEqualLocks(project, folder)) symlinkSync(join(project, 'node_modules'), packages, 'dir');
    await run(process.execPath, ['scripts/build.mjs'], { cwd: folder, signal });
    return { folder, commit, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function haveEqualLocks(a: string, b: string): boolean {
  const [lockA, lockB] = [a, b].map((folder) => readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return lockA === lockB;
}
