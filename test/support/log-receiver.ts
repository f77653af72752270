import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { expect, onTestFinished } from 'vitest';

export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type TlsPair = { readonly key: string; readonly cert: string };

/** Answers a request; whoever wants to misbehave does so here. */
export type AnswerRequest = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

/** An HTTP server that misbehaves as told, to make faults that a real receiver does not make on demand. */
export async function startLogReceiver(answer: AnswerRequest, port = 0, tls?: TlsPair) {
  const requests: ReceivedRequest[] = [];
  let behave = answer;
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    void read(incoming).then(async (request) => {
      requests.push(request);
      await behave(request, response);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${taken}`, port: taken, requests, stop, behave: (next: AnswerRequest) => void (behave = next) };
}

async function read(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url: path = '', headers } = incoming;
  const body = await buffer(headers['content-encoding'] === 'gzip' ? incoming.pipe(createGunzip()) : incoming);
  return { method, path, headers, body };
}

export type Document = Readonly<Record<string, unknown>>;
/** The lines of a push to Loki, each with its labels and its time in nanoseconds. */
export function readPush({ body }: ReceivedRequest) {
  return readFields(readSnappy(body)).flatMap(([, stream]) => {
    const [[, labels] = [0, EMPTY], ...entries] = readFields(stream as Buffer);
    return entries.map(([, entry]) => {
      const [[, timestamp] = [0, EMPTY], [, line] = [0, EMPTY]] = readFields(entry as Buffer);
      const [[, seconds] = [0, 0], [, nanos] = [0, 0]] = readFields(timestamp as Buffer);
      const nanoseconds = `${Number(seconds)}${String(nanos).padStart(9, '0')}`;
      return { labels: String(labels), nanoseconds, line: JSON.parse(String(line)) as Document };
    });
  });
}

const EMPTY = Buffer.alloc(0);

/** A block of Snappy that holds one run of bytes as they are; others are not written here. */
function readSnappy(block: Buffer): Buffer {
  const { value: length, next } = readVarint(block, 0);
  expect(block[next]).toBe(0xfc);
  expect(block.readUInt32LE(next + 1)).toBe(length - 1);
  expect(block.length).toBe(next + 5 + length);
  return block.subarray(next + 5);
}

/** Fields of Protocol Buffers: numbers, and bytes. */
function readFields(message: Buffer): (readonly [field: number, value: number | Buffer])[] {
  const fields: (readonly [number, number | Buffer])[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = message[at] ?? 0;
    const { value, next } = readVarint(message, at + 1);
    const isNumber = (tag & 7) === 0;
    at = isNumber ? next : next + value;
    fields.push([tag >> 3, isNumber ? value : message.subarray(next, at)]);
  }
  return fields;
}

function readVarint(bytes: Buffer, from: number) {
  let value = 0;
  let at = from;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    at += 1;
    if (byte < 128) return { value, next: at };
  }
}

/** The documents of a bulk request, each with where it goes. */
export function readBulk({ body }: ReceivedRequest) {
  const parts = String(body).trimEnd().split('\n').map((part) => JSON.parse(part) as Document);
  return parts.flatMap((part, index) => {
    const action = part['create'] as { _index: string; _id: string } | undefined;
    return index % 2 === 0 && action ? [{ index: action._index, id: action._id, document: parts[index + 1] ?? {} }] : [];
  });
}

/** An answer of Elasticsearch with a status for each document. */
export function bulkAnswer(statuses: readonly number[]): string {
  const items = statuses.map((status) => ({
    create: { status, ...(status >= 300 && { error: { type: `error_${status}`, reason: 'a reason' } }) },
  }));
  return JSON.stringify({ errors: statuses.some((status) => status >= 300), items });
}
