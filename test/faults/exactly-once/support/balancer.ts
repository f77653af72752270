import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Balancer = { readonly url: string; close(): void };

/**
 * One address for several processes: each connection goes to the next of them, whether it is well or not, as with a
 * load balancer that has not noticed yet. So a click that is repeated often comes to another process than before.
 */
export async function openBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    const process = connect(ports[turn++ % ports.length] ?? 0, '127.0.0.1');
    const destroyBoth = (): void => {
      for (const socket of [client, process]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, process]) open.add(socket.on('error', destroyBoth).on('close', destroyBoth));
    client.pipe(process).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
