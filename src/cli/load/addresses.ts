import { once } from 'node:events';
import { createServer } from 'node:net';

/** Addresses used of each 127.x.y.0/24: .1 to .250. */
const PER_BLOCK = 250;

/** The loopback address of simulated client `index`: 127.1.0.1, 127.1.0.2 and so on; 127.0.x.y is left to servers. */
export function loopbackAddress(index: number): string {
  const block = Math.floor(index / PER_BLOCK);
  return `127.${1 + Math.floor(block / 256)}.${block % 256}.${1 + (index % PER_BLOCK)}`;
}

/** Whether a URL points at this machine by its loopback interface; only from there 127.x.y.z can be a source. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

/**
 * Whether sockets can be bound to any 127.x.y.z. Linux has the whole block; macOS and others have 127.0.0.1 alone.
 */
export async function hasLoopbackBlock(): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(0, loopbackAddress(0));
    await once(server, 'listening');
    server.close();
    return true;
  } catch {
    return false;
  }
}
