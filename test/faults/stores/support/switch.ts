import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address that leads to one of several servers, as a name does whose entry is changed at a failover. */
export type Switch = {
  readonly port: number;
  /** Ends every connection; new ones go to this port. */
  leadTo(port: number): void;
  close(): void;
};

export async function openSwitch(firstPort: number): Promise<Switch> {
  const open = new Set<Socket>();
  let target = firstPort;
  const endAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    const way = connect(target, '127.0.0.1');
    const destroyBoth = (): void => {
      for (const socket of [client, way]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, way]) open.add(socket.on('error', destroyBoth).on('close', destroyBoth));
    client.pipe(way).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => {
      target = port;
      endAll();
    },
    close: () => {
      server.close();
      endAll();
    },
  };
}
