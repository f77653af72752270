import { connect, type Socket } from 'node:net';

/** What came back on a socket until the server closed it. */
export type RawAnswer = {
  /** Of each answer on the connection; most get one. */
  readonly statuses: readonly number[];
  /** Of the first answer; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the first answer. */
  readonly body: string;
  readonly text: string;
};

/** A socket to a server, on which a test writes what it likes, whole or broken. */
export type RawSocket = {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  /** All that was received so far. */
  received(): string;
  /** Resolves when the server has closed the connection, with everything that it sent. */
  answer: Promise<RawAnswer>;
};

/** Opens a connection as any program may, without an HTTP client that would mend what is sent. */
export function openRawSocket(port: number, options: { readonly allowHalfOpen?: boolean } = {}): RawSocket {
  const socket = connect({ port, host: '127.0.0.1', ...options });
  const chunks: Buffer[] = [];
  socket.on('data', (bytes) => void chunks.push(bytes));
  const received = () => Buffer.concat(chunks).toString('latin1');
  const answer = new Promise<RawAnswer>((resolve) => {
    // A server that closes with bytes of ours unread resets the connection: what it said before counts.
    socket.on('error', () => undefined).on('close', () => resolve(parseAnswer(received())));
  });
  return { socket, write: (bytes) => void socket.write(bytes), received, answer };
}

/** Sends bytes and waits until the server closes: say `Connection: close` where it would not by itself. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const { write, answer } = openRawSocket(port);
  write(bytes);
  return answer;
}

export function parseAnswer(text: string): RawAnswer {
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const headers = head.split('\r\n').slice(1).map((line) => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')] as const;
  });
  return { statuses, headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n'), text };
}
