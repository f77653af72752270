import { isLogLevel, type LogLevel } from '../log-levels.js';

/** A log line on its way to a receiver. */
export type ShippedLine = {
  /** The line itself, a JSON object, without its line feed. */
  readonly text: string;
  readonly level: LogLevel;
  /** As it stands in the line: ISO 8601, UTC. */
  readonly time: string;
  /** Number of the line in its process. */
  readonly sequence: number;
};

/** Lines as bytes, each with its line feed. */
export type LineBlock = { readonly bytes: Uint8Array; readonly firstSequence: number; readonly lines: number };

/** The logger writes these two first. */
const START = /^\{"level":"([a-z]+)","time":"([^"]+)"/;
const LINE_FEED = 10;

export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

/** The lines of a block, in order. */
export function readLines({ bytes, firstSequence }: LineBlock): ShippedLine[] {
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n');
  texts.pop();
  return texts.map((text, index) => {
    const [, level = '', time = new Date().toISOString()] = START.exec(text) ?? [];
    return { text, level: isLogLevel(level) ? level : 'info', time, sequence: firstSequence + index };
  });
}
