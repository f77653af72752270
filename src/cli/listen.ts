import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartFault } from '../embedded/start-fault.js';
import type { OpenProcess } from './open-process.js';
import type { ProcessName } from '../telemetry/metric-definition.js';

/** Starts to listen, and says where. Port 0 takes any free one. */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  { logger, name, what = name }: Pick<OpenProcess<ProcessName>, 'logger' | 'name'> & { readonly what?: string },
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'is taken by another process' : String(cause);
    throw new StartFault(`The ${what} cannot listen on ${host}:${port}: it ${reason}.`, { cause });
  }
  const address = app.server.address() as AddressInfo;
  logger.log.info({}, `${what} listens on http://${address.address}:${address.port}`);
}
