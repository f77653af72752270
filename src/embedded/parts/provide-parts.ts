import { StartFault } from '../start-fault.js';
import { MONGOD_LIBRARIES, installDebianPackages, isDebian, missingPackages } from './debian.js';
import { fetchMongod, fetchedMongod } from './fetch-mongod.js';
import { findProgram, isProgram } from './find-program.js';
import { hasHomebrew, installFormulae } from './homebrew.js';
import { PARTS, type Part, type PartName, type Surroundings } from './part.js';
import { runProgram } from './run-program.js';
import { sayWhileWaiting } from './say-while-waiting.js';

export type Programs<Name extends PartName> = Readonly<Record<Name, string>>;

const OLDEST_REDIS = 7;

/** Finds the programs of the named parts and fetches those that are missing, and only those. */
export async function provideParts<Name extends PartName>(
  names: readonly Name[],
  surroundings: Surroundings,
): Promise<Programs<Name>> {
  const missing = names.filter((name) => findPart(name, surroundings) === undefined);
  const fromSystem = installFromSystem(missing, surroundings);
  // Nothing is downloaded before the person at the terminal has agreed to the rest.
  if (!surroundings.unattended) await fromSystem;
  await Promise.all([fromSystem, installMongod(missing, surroundings)]);
  const found = names.map((name) => [name, requirePart(name, surroundings)] as const);
  for (const [name, program] of found) if (name === 'redis-server') await checkRedisVersion(program, surroundings);
  return Object.fromEntries(found) as Programs<Name>;
}

function findPart(name: PartName, { env, cacheFolder }: Surroundings): string | undefined {
  const { programs, places = [], setting } = PARTS[name];
  const named = setting === undefined ? undefined : env[setting];
  if (setting !== undefined && named) return requireProgram(setting, named);
  const found = findProgram(programs, env['PATH'] ?? '') ?? places.find(isProgram);
  return found ?? (name === 'mongod' ? fetchedMongod(cacheFolder) : undefined);
}

function requireProgram(setting: string, path: string): string {
  if (isProgram(path)) return path;
  throw new StartFault(`${setting} is ${path}, which is no program: set it to one or leave it empty.`);
}

function requirePart(name: PartName, surroundings: Surroundings): string {
  const program = findPart(name, surroundings);
  if (program !== undefined) return program;
  throw new StartFault(`${name} was installed but is not on the PATH: ${PARTS[name].otherwise}.`);
}

async function installFromSystem(missing: readonly PartName[], surroundings: Surroundings): Promise<void> {
  const parts = missing.map((name) => PARTS[name]);
  if (isDebian(surroundings)) {
    const libraries = missing.includes('mongod') ? await missingPackages(MONGOD_LIBRARIES, surroundings) : [];
    const packages = [...parts.flatMap((part) => part.debianPackage ?? []), ...libraries];
    if (packages.length > 0) await installDebianPackages(packages, surroundings);
    return;
  }
  const fromSystem = parts.filter((part) => part.homebrewFormula !== undefined);
  if (fromSystem.length === 0) return;
  if (!hasHomebrew(surroundings)) throw noPackages(fromSystem);
  await installFormulae(fromSystem.flatMap((part) => part.homebrewFormula ?? []), surroundings);
}

async function installMongod(missing: readonly PartName[], surroundings: Surroundings): Promise<void> {
  if (!missing.includes('mongod')) return;
  await sayWhileWaiting(surroundings.say, 'mongod: still fetching it', fetchMongod(surroundings));
}

function noPackages(parts: readonly Part[]): StartFault {
  const ways = parts.map(({ name, otherwise }) => `${name} (${otherwise})`).join(', ');
  return new StartFault(`This system has neither apt-get nor Homebrew to install what is missing: ${ways}.`);
}

async function checkRedisVersion(program: string, { env }: Surroundings): Promise<void> {
  const { output } = await runProgram(program, ['--version'], { env });
  const version = /v=(\d+)[^\s]*/.exec(output);
  if (Number(version?.[1] ?? 0) >= OLDEST_REDIS) return;
  const found = version === null ? 'does not tell its version' : `is version ${version[0].slice(2)}`;
  throw new StartFault(`${program} ${found}, but Redis ${OLDEST_REDIS} or newer is needed: ${PARTS['redis-server'].otherwise}.`);
}
