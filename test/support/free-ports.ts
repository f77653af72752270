import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { chooseFreePorts } from '../../src/embedded/ports.js';

/** As `chooseFreePorts`, and no test of this run is given them again: whoever is slow to listen there finds them free. */
export async function takeFreePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(...(await chooseFreePorts(count - ports.length)).filter(isFirst));
  return ports;
}

/** Only one of several processes makes a file that is not there. */
function isFirst(port: number): boolean {
  try {
    closeSync(openSync(join(inject('portsFolder'), String(port)), 'wx'));
    return true;
  } catch {
    return false;
  }
}
