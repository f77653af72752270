import { StartFault } from '../start-fault.js';
import { findProgram } from './find-program.js';
import type { Surroundings } from './part.js';
import { runProgram } from './run-program.js';

export function hasHomebrew({ platform, env }: Surroundings): boolean {
  return platform === 'darwin' && findProgram(['brew'], env['PATH'] ?? '') !== undefined;
}

/** Installs Homebrew formulae; Homebrew itself starts no service. */
export async function installFormulae(formulae: readonly string[], surroundings: Surroundings): Promise<void> {
  const { env, unattended, ask, say } = surroundings;
  const command = `brew install ${formulae.join(' ')}`;
  const agreed = unattended || (await ask?.(`${formulae.join(', ')} missing. Run "${command}" now?`)) === true;
  if (!agreed) throw new StartFault(`${formulae.join(', ')} missing: run "${command}", then start again.`);
  say(`Running ${command}`);
  const { code } = await runProgram('brew', ['install', ...formulae], { env, onTerminal: true });
  if (code !== 0) throw new StartFault(`"${command}" ended with exit code ${code}: see above, then start again.`);
}
