import { run } from './run.js';

/** Runs git in a checkout. */
export function git(folder: string, args: readonly string[]): Promise<string> {
  return run('git', args, { cwd: folder });
}

/** The commit that a folder is a checkout of, and whether it has changes of its own. */
export async function describeCheckout(folder: string): Promise<{ readonly commit: string; readonly changed: boolean }> {
  try {
    const commit = await git(folder, ['rev-parse', 'HEAD']);
    return { commit, changed: (await git(folder, ['status', '--porcelain', '--', '.', ':!bench/results'])) !== '' };
  } catch {
    return { commit: 'unknown', changed: false };
  }
}
