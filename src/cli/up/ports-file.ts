import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseFreePorts } from '../../embedded/ports.js';

export type EmbeddedPorts = {
  readonly redis: number;
  readonly mongod: number;
  readonly prometheus: number;
  readonly alertmanager: number;
};

export const PORTS_FILE = 'ports.json';
const NAMES = ['redis', 'mongod', 'prometheus', 'alertmanager'] as const;

/** The ports of the servers that `up` runs: chosen once, then kept, as bookmarks and other programs' settings expect. */
export async function keepPorts(folder: string): Promise<EmbeddedPorts> {
  const file = join(folder, PORTS_FILE);
  const kept = readPorts(file);
  if (kept !== undefined) return kept;
  const [redis = 0, mongod = 0, prometheus = 0, alertmanager = 0] = await chooseFreePorts(NAMES.length);
  const ports = { redis, mongod, prometheus, alertmanager };
  writeFileSync(`${file}.unfinished`, `${JSON.stringify(ports, undefined, 2)}\n`);
  renameSync(`${file}.unfinished`, file);
  return ports;
}

function readPorts(file: string): EmbeddedPorts | undefined {
  try {
    const ports = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<string, unknown>>;
    return NAMES.every((name) => Number.isInteger(ports[name])) ? (ports as unknown as EmbeddedPorts) : undefined;
  } catch {
    return undefined;
  }
}
