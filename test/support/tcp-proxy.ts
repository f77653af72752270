import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to servers that can be made as bad as a network, or a server that is not well. */
export type TcpProxy = {
  readonly port: number;
  /** From now on what is sent to the server waits; its answers still come. */
  hold(): void;
  /** As `hold`, for the connections that are open now; those that are opened later work. */
  holdOpenOnes(): void;
  /** Sends what waited, late. */
  release(): void;
  /** Bytes come so many milliseconds late, in each direction; 0 for at once. */
  delay(milliseconds: number): void;
  /** Answers of the server are lost from now on, or no more. */
  loseAnswers(areLost: boolean): void;
  /** Ends every connection and takes no new one: as if no server listened. */
  cut(): void;
  /** Takes connections again. */
  restore(): void;
  /** Ends every connection with a reset; new ones are taken. */
  reset(): void;
  close(): void;
};

type Pair = { readonly client: Socket; readonly server: Socket };

/** @param choosePort gives the server's port to each new connection, whether it is well or not */
export async function openTcpProxy(choosePort: () => number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const state = { isHeld: false, isCut: false, areAnswersLost: false, delayMs: 0 };
  const proxy = createServer((client) => {
    if (state.isCut) return void client.resetAndDestroy();
    const pair = { client, server: connect(choosePort(), '127.0.0.1') };
    pairs.add(pair);
    const close = (): void => {
      pairs.delete(pair);
      client.destroy();
      pair.server.destroy();
    };
    for (const socket of [client, pair.server]) socket.on('error', close).on('close', close);
    const toServer = createLine(pair.server, state);
    const toClient = createLine(client, state);
    client.on('data', toServer);
    pair.server.on('data', (bytes) => state.areAnswersLost || toClient(bytes));
    if (state.isHeld) client.pause();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const endAll = (): void => {
    for (const { client } of pairs) client.resetAndDestroy();
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    hold: () => {
      state.isHeld = true;
      for (const { client } of pairs) client.pause();
    },
    holdOpenOnes: () => {
      for (const { client } of pairs) client.pause();
    },
    release: () => {
      state.isHeld = false;
      for (const { client } of pairs) client.resume();
    },
    delay: (milliseconds) => void (state.delayMs = milliseconds),
    loseAnswers: (areLost) => void (state.areAnswersLost = areLost),
    cut: () => {
      state.isCut = true;
      endAll();
    },
    restore: () => void (state.isCut = false),
    reset: endAll,
    close: () => {
      endAll();
      proxy.close();
    },
  };
}

/** Passes bytes on in their order, each as late as it was to be when it came. */
function createLine(to: Socket, state: { readonly delayMs: number }) {
  let before = Promise.resolve();
  const pass = async (bytes: Buffer, at: number, earlier: Promise<void>): Promise<void> => {
    await earlier;
    const wait = at - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    to.write(bytes);
  };
  return (bytes: Buffer): void => void (before = pass(bytes, performance.now() + state.delayMs, before));
}
