import { once } from 'node:events';
import { connect } from 'node:net';
import { createAnswerReader, type OnAnswer } from './answer-reader.js';

/** One connection with at most one request on it. */
export type Connection = {
  send(request: string): void;
  close(): void;
};

/**
 * Opens a connection; `onAnswer` is called with each answer.
 *
 * @throws Error, at the top of the process, when the server cuts it: a figure with holes is no figure.
 */
export async function openConnection(port: number, onAnswer: OnAnswer): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.on('data', createAnswerReader(onAnswer));
  socket.on('close', () => {
    throw new Error('the server cut a connection');
  });
  return {
    send: (request) => void socket.write(request, 'latin1'),
    close() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}
