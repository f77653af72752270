/** Something that was asked for cannot be had or started. The message is one sentence for the person at the terminal. */
export class StartFault extends Error {
  readonly code = 'START_FAULT';
}
