import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import { noteAnswer } from './seen-answers.js';

/**
 * Holds every answer of an API against the document, whoever asked and by whatever means; the test fails at its end when
 * one is not documented, or is not as the document says.
 */
export function holdAgainstDocument(app: FastifyInstance): void {
  const faults: string[] = [];
  const bodies = new WeakMap<FastifyRequest, string>();
  app.addHook('onSend', (request, _reply, payload, done) => {
    bodies.set(request, typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString('utf8') : '');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Preflights of browsers are answered for every address, and pages are for browsers: they are no operations.
    if (request.routeOptions.url !== '*' && request.routeOptions.config?.isPage !== true) {
      const path = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}');
      const headers = reply.getHeaders();
      faults.push(...noteAnswer({ method: request.method, path, status: reply.statusCode, headers, body: bodies.get(request) ?? '' }));
    }
    done();
  });
  // What could not be read as a request is answered on the bare socket, past all hooks.
  app.server.prependListener('clientError', (_error, socket) => listenIn(socket as Socket, faults));
  // A flood that is at fault is so a thousand times.
  onTestFinished(() => expect(faults.slice(0, 5)).toEqual([]));
}

function listenIn(socket: Socket, faults: string[]): void {
  const end = socket.end.bind(socket) as (text?: string) => Socket;
  const noteAndEnd = (text?: string): Socket => {
    if (typeof text === 'string') faults.push(...noteAnswer(parseAnswer(text)));
    return end(text);
  };
  socket.end = noteAndEnd as typeof socket.end;
}

function parseAnswer(text: string) {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { method: 'GET', path: undefined, status: Number(first.split(' ')[1]), headers, body };
}
