import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

// Waits for its standard input to close, which the system does when the process that holds the other end ends in any
// way, kill -9 included; then kills the group. The second removal takes what a dying server wrote during the first.
const KEEPER_SCRIPT = `
read -r _
kill -s KILL -- "-$1" 2>/dev/null
if [ -n "$2" ]; then rm -rf -- "$2"; sleep 1; rm -rf -- "$2"; fi
`;

export type Keeper = {
  /** The guarded process has ended: its keeper is not needed any more. */
  release(): void;
};

/**
 * Makes sure that the process group `group` does not outlive this process, and, where `folder` is given, that this
 * folder does not either. Works wherever there is a POSIX shell, and reaches what the group's leader has forked.
 */
export function keepGroup(group: number, folder = ''): Keeper {
  const shell = spawn('/bin/sh', ['-c', KEEPER_SCRIPT, 'keeper', String(group), folder], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.unref();
  (shell.stdin as Socket).on('error', () => undefined).unref();
  return { release: () => void shell.kill('SIGKILL') };
}
