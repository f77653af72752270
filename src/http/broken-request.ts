import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SECURITY_HEADERS } from './plugins/security-headers.js';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemBody, type ProblemName } from './problems.js';

const PROBLEM_OF_CODE: Readonly<Record<string, ProblemName>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-too-slow',
};

/** Which problem it is that Node could not read a request. */
export function problemOfBrokenRequest({ code = '' }: NodeJS.ErrnoException): ProblemName {
  return PROBLEM_OF_CODE[code] ?? 'malformed-http';
}

/** Answers what Node could not read as a request at all, on the bare socket, and closes it. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const name = problemOfBrokenRequest(error);
  const { status, title } = PROBLEMS[name];
  const body = JSON.stringify(problemBody(name));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(SECURITY_HEADERS).map(([header, value]) => `${header}: ${value}`),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Has two kinds of requests answered that Node would end by itself, unseen. */
export function watchForOddRequests(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => breakOff(server, new Error('this is no proxy'), socket));
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function breakOff(server: Server, fault: Error, socket: Duplex): void {
  server.emit('clientError', fault, socket);
}
