import { LOG_LEVELS, type LogLevel } from '../log-levels.js';

/** A log line on its way to a receiver: the bytes of a JSON object, and what receivers want to know of it. */
export type ShippedLine = {
  /** Where it lies, from `start` up to its line feed at `end`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly level: LogLevel;
  /** As it stands in the line: ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** The same as Unix time. */
  readonly milliseconds: number;
  /** How many lines of the same millisecond came before it, without a line of another time between them. */
  readonly before: number;
  /** Number of the line in its process. */
  readonly sequence: number;
};

/** Lines as bytes, each with its line feed. */
export type LineBlock = { readonly bytes: Uint8Array; readonly firstSequence: number; readonly lines: number };

const LINE_FEED = 10;
const TIME_LENGTH = 24;
/** What the logger writes first, up to the level, whose first letter tells it from others. */
const LEVEL_BEGINS = '{"level":"';
const LETTER = LEVEL_BEGINS.length;
/** What the logger writes first, by that letter, up to the time. */
const STARTS: readonly ({ readonly level: LogLevel; readonly text: string } | undefined)[] = readStarts();
const UNKNOWN = { level: 'info', text: `${LEVEL_BEGINS}info","time":"` } as const;

function readStarts() {
  const starts: { level: LogLevel; text: string }[] = [];
  for (const level of LOG_LEVELS) starts[level.charCodeAt(0)] = { level, text: `${LEVEL_BEGINS}${level}","time":"` };
  return starts;
}

export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

/**
 * Reads blocks, in order. Nothing of their lines is copied or parsed: on a busy process that costs more than all the rest
 * of shipping.
 */
export function createLineReader(): (block: LineBlock) => ShippedLine[] {
  let time = '';
  let milliseconds = 0;
  let before = 0;

  function noteTime(bytes: Uint8Array, at: number): void {
    if (isTextAt(bytes, at, time)) {
      before += 1;
      return;
    }
    time = Buffer.from(bytes.buffer, bytes.byteOffset + at, TIME_LENGTH).toString('latin1');
    milliseconds = Date.parse(time);
    before = 0;
  }

  return ({ bytes, firstSequence }) => {
    const lines: ShippedLine[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start);
      const { level, text } = STARTS[bytes[start + LETTER] ?? 0] ?? UNKNOWN;
      noteTime(bytes, start + text.length);
      lines.push({ bytes, start, end, level, time, milliseconds, before, sequence: firstSequence + lines.length });
      start = end + 1;
    }
    return lines;
  };
}

/** From the end, where times differ. */
function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (text === '') return false;
  for (let index = TIME_LENGTH - 1; index >= 0; index -= 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
