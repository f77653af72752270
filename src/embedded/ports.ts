import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StartFault } from './start-fault.js';

// Below the ranges from which systems take the ports of outgoing connections: a port chosen here and kept for weeks
// must not be found in use by somebody's client after a restart.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const TRIES = 200;

/** Ports of 127.0.0.1 that are free now, all different. */
export async function chooseFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; attempt < TRIES && ports.size < count; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (await isPortFree(port)) ports.add(port);
  }
  if (ports.size < count) {
    throw new StartFault(`No ${count} free ports were found between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1.`);
  }
  return [...ports];
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE') resolve(false);
      else reject(new StartFault(`Port ${port} of ${host} cannot be used: ${fault.message}.`));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
