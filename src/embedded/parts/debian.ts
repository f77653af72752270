import { StartFault } from '../start-fault.js';
import { findProgram } from './find-program.js';
import type { Surroundings } from './part.js';
import { lastLine, runProgram } from './run-program.js';
import { sayWhileWaiting } from './say-while-waiting.js';

/** What mongod needs from the system, by the name of the package that has it. */
export const MONGOD_LIBRARIES: readonly string[] = ['libcurl4', 'libssl3', 'liblzma5'];

// Debian starts and enables the service of a package that it installs. Starting is forbidden for the time of the
// installation unless the machine has a policy of its own; what was enabled or started all the same is undone.
const INSTALL_SCRIPT = `
set -eu
export DEBIAN_FRONTEND=noninteractive
list() { find /etc/systemd/system -path '*.wants/*' 2>/dev/null | sort; }
before=$(list)
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get update -q || echo 'apt-get update failed in part, going on with the lists at hand' >&2
apt-get install -y -q --no-install-recommends "$@" </dev/null
for entry in $(list); do
  case "$before" in *"$entry"*) continue ;; esac
  unit=$(basename "$entry")
  name=\${unit%.*}
  if [ -d /run/systemd/system ]; then systemctl disable --now "$unit"; fi
  # Removes the unit's links and lets later versions of the package know that they are not wanted.
  DPKG_MAINTSCRIPT_PACKAGE="$name" deb-systemd-helper disable "$unit" || true
  rm -f "$entry"
  if [ -e "/etc/init.d/$name" ]; then update-rc.d "$name" disable; fi
done
`;

export function isDebian(surroundings: Surroundings): boolean {
  return findProgram(['apt-get'], surroundings.env['PATH'] ?? '') !== undefined;
}

/** Those of `packages` that are not installed. */
export async function missingPackages(packages: readonly string[], { env }: Surroundings): Promise<string[]> {
  const missing: string[] = [];
  for (const name of packages) {
    const { output } = await runProgram('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { env });
    if (output !== 'installed') missing.push(name);
  }
  return missing;
}

/** Installs Debian packages and leaves none of their services running or enabled. */
export async function installDebianPackages(packages: readonly string[], surroundings: Surroundings): Promise<void> {
  const { env, root, unattended, say } = surroundings;
  const names = packages.join(' ');
  const command = `apt-get install --no-install-recommends ${names}`;
  if (!unattended) await agree(names, command, surroundings);
  say(`Installing ${names} (apt-get; its services stay off)`);
  const shell = ['/bin/sh', '-c', INSTALL_SCRIPT, 'install', ...packages];
  const [program = '/bin/sh', ...args] = root ? shell : ['sudo', ...(unattended ? ['-n'] : []), ...shell];
  // sudo may have to ask for a password.
  const onTerminal = !root && !unattended;
  const running = runProgram(program, args, { env, onTerminal });
  const result = await (onTerminal ? running : sayWhileWaiting(say, 'Still installing', running));
  if (result.code === 0) return;
  const problem = result.output === '' ? `exit code ${result.code}` : lastLine(result.output);
  throw new StartFault(`${names} could not be installed (${problem}): run "${command}" as root, then start again.`);
}

async function agree(names: string, command: string, { ask, root }: Surroundings): Promise<void> {
  const what = `${names} ${names.includes(' ') ? 'are' : 'is'} missing`;
  const how = root ? command : `sudo ${command}`;
  if (ask === undefined) throw new StartFault(`${what} and nobody can be asked here: run "${how}", then start again.`);
  if (await ask(`${what}. Run "${how}" now, leaving their services off?`)) return;
  throw new StartFault(`${what}: run "${how}", then start again.`);
}
