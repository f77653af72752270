import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import type { ServerSpec } from './server.js';

export type RedisServerOptions = {
  readonly binary: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly appendFsync: 'always' | 'everysec';
  readonly temporaryFolder?: string;
};

/** A redis-server that keeps every write in its append-only file and never evicts a key. */
export function redisServer(options: RedisServerOptions): ServerSpec {
  const { binary, port, dataFolder, logFile, appendFsync, ...rest } = options;
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: dataFolder,
    appendonly: 'yes',
    appendfsync: appendFsync,
    'maxmemory-policy': 'noeviction',
    save: '',
    daemonize: 'no',
    // A title of its own would overwrite the environment by which a process is found in /proc.
    'set-proc-title': 'no',
  };
  return {
    name: 'redis',
    command: binary,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    logFile,
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 3_000,
    startWithinMs: 60_000,
    prepare: async () => void (await mkdir(dataFolder, { recursive: true })),
    probe: (signal) => ping(port, signal),
    ...rest,
  };
}

export function redisUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/** Redis answers PING with an error while it still loads its data. */
function ping(port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', signal });
    const settle = (finish: () => void): void => {
      socket.destroy();
      finish();
    };
    socket.setTimeout(1_000, () => settle(() => reject(new Error('redis-server does not answer'))));
    socket.once('error', reject);
    socket.once('data', (data) =>
      settle(() => (data.toString().startsWith('+PONG') ? resolve() : reject(new Error(data.toString())))),
    );
    socket.write('PING\r\n');
  });
}
