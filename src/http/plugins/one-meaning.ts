import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems.js';

/** Fields of which a request has one at most, by the lengths of their names, which differ. */
const SINGLE_FIELDS: ReadonlyMap<number, string> = new Map(
  ['host', 'content-type', 'authorization', 'content-encoding', 'transfer-encoding'].map((name) => [name.length, name]),
);
/** No blanks, no path, no user: what is left is a name or an address, with a port perhaps. */
const HOST = /^[^\s/\\?#@,]*$/;
/** What does not end so has a body without an end: Node refuses it. */
const ENDS_CHUNKED = /(?:^|,)[ \t]*chunked[ \t]*$/i;

/**
 * Refuses what two programs may read in two ways, before anything looks at it: a proxy in front of this one that took the
 * other header, or ended the body elsewhere, would have let through what it did not see (RFC 9112, sections 3.2 and 6).
 * Node refuses most of it by itself; this is what it lets pass. The connection is closed, since nobody knows what comes next on it.
 */
export function refuseAmbiguousRequests(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, next) => {
    const detail = whyAmbiguous(raw);
    const goOn = (): void => next(detail === undefined ? undefined : new ProblemError('malformed-http', { detail }, { connection: 'close' }));
    // Node reads on when this has returned: a body that breaks in the same packet is answered as broken, before all else.
    if (hasBody(raw)) queueMicrotask(goOn);
    else goOn();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function whyAmbiguous({ headers, httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  const repeated = findRepeated(rawHeaders);
  if (repeated !== undefined) return `more than one ${repeated} field`;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return `HTTP/${httpVersion} is not spoken here`;
  const { host, 'transfer-encoding': coding } = headers;
  if (httpVersion === '1.1' && host === undefined) return 'no host field';
  if (host !== undefined && !HOST.test(host)) return 'the host field is malformed';
  const isTaken = coding === undefined || !ENDS_CHUNKED.test(coding) || (httpVersion === '1.1' && coding.toLowerCase() === 'chunked');
  return isTaken ? undefined : 'only chunked is taken as transfer-encoding, and only in HTTP/1.1';
}

function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const single = SINGLE_FIELDS.get(name.length);
    if (single === undefined || name.toLowerCase() !== single) continue;
    if (seen.includes(single)) return single;
    seen.push(single);
  }
  return undefined;
}
