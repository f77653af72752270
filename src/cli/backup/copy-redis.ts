import { connect as connectPlain, type Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { StartFault } from '../../embedded/start-fault.js';

/** A Redis that forks for its copy says nothing else for a while, but a line end every ten seconds. */
const SILENCE_MS = 60_000;

/**
 * Asks Redis for a copy as a replica would (SYNC): all of its data at one instant, in the format of its own files. It costs
 * Redis what a background save costs, and no access to its disk.
 *
 * @throws StartFault in one sentence when Redis is out of reach, or does not let this user.
 */
export async function copyRedis(url: string): Promise<Readable> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) || 6379 };
  const socket = protocol === 'rediss:' ? connectTls({ ...address, servername: address.host }) : connectPlain(address);
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`it was silent for ${SILENCE_MS / 1000} s`)));
  const lines = createLineReader(socket);
  try {
    if (password !== '') {
      const user = username === '' ? [] : [decodeURIComponent(username)];
      socket.write(toCommand(['AUTH', ...user, decodeURIComponent(password)]));
      refuse(await lines.next());
    }
    socket.write(toCommand(['SYNC']));
    const header = await lines.next();
    refuse(header);
    const [, length] = /^\$(\d+)$/.exec(header) ?? [];
    if (length === undefined) throw new Error(`it answered ${header.slice(0, 80)}`);
    return takeBytes(socket, lines.rest(), Number(length));
  } catch (cause) {
    socket.destroy();
    throw new StartFault(`Redis gives no copy of its data (${(cause as Error).message}): the user of REDIS_URL needs the command SYNC.`, { cause });
  }
}

function toCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

function refuse(reply: string): void {
  if (reply.startsWith('-')) throw new Error(reply.slice(1));
}

/** Lines that are not empty; Redis sends bare line ends while it prepares the copy. */
function createLineReader(socket: Socket) {
  let buffer = Buffer.alloc(0);
  const next = async (): Promise<string> => {
    for (;;) {
      const end = buffer.indexOf('\n');
      if (end < 0) {
        buffer = Buffer.concat([buffer, await readSome(socket)]);
        continue;
      }
      const line = buffer.subarray(0, end).toString().trimEnd();
      buffer = buffer.subarray(end + 1);
      if (line !== '') return line;
    }
  };
  return { next, rest: () => buffer };
}

function readSome(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => () => {
      socket.off('data', onData).off('error', onError).off('close', onClose).pause();
      end();
    };
    const onData = (data: Buffer) => settle(() => resolve(data))();
    const onError = (error: Error) => settle(() => reject(error))();
    const onClose = () => settle(() => reject(new Error('it closed the connection')))();
    socket.on('data', onData).on('error', onError).on('close', onClose).resume();
  });
}

/** The next `length` bytes; whatever comes behind them, the stream of later writes, is not wanted. */
function takeBytes(socket: Socket, first: Buffer, length: number): Readable {
  const copy = new PassThrough();
  let missing = length;
  const take = (data: Buffer): void => {
    const part = data.subarray(0, missing);
    missing -= part.length;
    if (!copy.write(part)) {
      socket.pause();
      copy.once('drain', () => socket.resume());
    }
    if (missing > 0) return;
    socket.removeAllListeners('close').destroy();
    copy.end();
  };
  socket.on('error', (error) => copy.destroy(error));
  socket.on('close', () => copy.destroy(new Error('Redis closed the connection before its copy was whole')));
  take(first);
  if (missing > 0) socket.on('data', take).resume();
  return copy;
}
