import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { findPortOwner } from './port-owner.js';
import { StartFault } from './start-fault.js';

// Below the ranges from which systems take the ports of outgoing connections: a port chosen here and kept for weeks
// must not be found in use by somebody's client after a restart.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const TRIES = 200;
const LOOPBACK = '127.0.0.1';

/** What this process has handed out: who is to listen there may not do so yet, or be down just now. */
const handedOut = new Set<number>();

/** Ports of 127.0.0.1 that are free now; no port twice in the life of the process. */
export async function chooseFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; attempt < TRIES && ports.size < count; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port, LOOPBACK)) ports.add(port);
  }
  if (ports.size < count) {
    throw new StartFault(`No ${count} free ports were found between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1.`);
  }
  return [...ports];
}

/** @throws StartFault that says for whom the port is wanted and who has it. */
export async function requireFreePort(name: string, { port, host, setting }: WantedPort): Promise<void> {
  if (await isPortFree(port, host)) return;
  const owner = (await findPortOwner(port)) ?? 'a process that this user may not look at';
  const whatToDo = setting === undefined ? 'stop it' : `stop it or set another port (${setting})`;
  throw new StartFault(`Port ${port} for ${name} is taken by ${owner}: ${whatToDo}.`);
}

export type WantedPort = {
  readonly port: number;
  readonly host: string;
  /** Where the port is set. */
  readonly setting?: string;
};

function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE') resolve(false);
      else reject(new StartFault(`Port ${port} of ${host} cannot be used: ${fault.message}.`));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
