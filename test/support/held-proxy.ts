import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server on which bytes can be held back, as by a frozen process or a network that stands still. */
export type HeldProxy = {
  readonly port: number;
  /** From now on what is sent to the server waits; its answers still come. */
  hold(): void;
  /** Sends what waited, late. */
  release(): void;
};

export async function startHeldProxy(serverPort: number): Promise<HeldProxy> {
  const senders = new Set<Socket>();
  let isHeld = false;
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const close = (): void => {
      senders.delete(client);
      client.destroy();
      server.destroy();
    };
    senders.add(client);
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => client.write(bytes));
    for (const socket of [client, server]) socket.on('error', close).on('close', close);
    if (isHeld) client.pause();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const client of senders) client.destroy();
    proxy.close();
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    hold: () => {
      isHeld = true;
      for (const client of senders) client.pause();
    },
    release: () => {
      isHeld = false;
      for (const client of senders) client.resume();
    },
  };
}
