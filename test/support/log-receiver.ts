import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { onTestFinished } from 'vitest';

export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Answers a request; whoever wants to misbehave does so here. */
export type AnswerRequest = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

/** An HTTP server that misbehaves as told, to make faults that a real receiver does not make on demand. */
export async function startLogReceiver(answer: AnswerRequest, port = 0) {
  const requests: ReceivedRequest[] = [];
  let behave = answer;
  const server = createServer((incoming, response) => {
    void read(incoming).then(async (request) => {
      requests.push(request);
      await behave(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}`, port: taken, requests, stop, behave: (next: AnswerRequest) => void (behave = next) };
}

async function read(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url: path = '', headers } = incoming;
  const body = await text(headers['content-encoding'] === 'gzip' ? incoming.pipe(createGunzip()) : incoming);
  return { method, path, headers, body };
}

export type Document = Readonly<Record<string, unknown>>;
type LokiPush = { streams: { stream: Record<string, string>; values: [time: string, line: string][] }[] };

/** The lines of a push to Loki, each with its labels and its time in nanoseconds. */
export function readPush({ body }: ReceivedRequest) {
  return (JSON.parse(body) as LokiPush).streams.flatMap(({ stream, values }) =>
    values.map(([nanoseconds, line]) => ({ labels: stream, nanoseconds, line: JSON.parse(line) as Document })),
  );
}

/** The documents of a bulk request, each with where it goes. */
export function readBulk({ body }: ReceivedRequest) {
  const parts = body.trimEnd().split('\n').map((part) => JSON.parse(part) as Document);
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
