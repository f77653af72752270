import { LOG_LEVELS, type LogLevel } from '../log-levels.js';
import { createByteWriter, type ByteWriter } from './byte-writer.js';
import type { ShippedLine } from './shipped-line.js';

/** Field numbers of Loki's logproto, each with its wire type. */
const FIELD = { streams: 0x0a, labels: 0x0a, entries: 0x12, timestamp: 0x0a, line: 0x12, seconds: 0x08, nanos: 0x10 } as const;
/** Snappy's mark of bytes that are not compressed, whose number, less one, stands in the next four bytes. */
const LITERAL = 0xfc;
/** What stands before these bytes, at most. */
const SNAPPY_BYTES = 16;

type Stream = { readonly labels: string; readonly lines: readonly ShippedLine[]; readonly bytes: number };

/**
 * What Loki's push takes, in its own format: a PushRequest of Protocol Buffers in a block of Snappy, in which the bytes of
 * the lines stand as they are. As JSON, every quote of every line would have to be escaped.
 */
export function encodePush(job: string, lines: readonly ShippedLine[]): Uint8Array {
  const streams = LOG_LEVELS.map((level) => toStream(job, level, lines)).filter((stream) => stream.lines.length > 0);
  const bytes = streams.reduce((sum, stream) => sum + fieldBytes(stream.bytes), 0);
  const block = createByteWriter(bytes + SNAPPY_BYTES);
  block.varint(bytes);
  block.byte(LITERAL);
  for (const shift of [0, 8, 16, 24]) block.byte(((bytes - 1) >>> shift) & 0xff);
  for (const stream of streams) writeStream(block, stream);
  return block.written();
}

function toStream(job: string, level: LogLevel, all: readonly ShippedLine[]): Stream {
  const lines = all.filter((line) => line.level === level);
  const labels = `{job=${JSON.stringify(job)}, level=${JSON.stringify(level)}}`;
  const bytes = lines.reduce((sum, line) => sum + fieldBytes(entryBytes(line)), fieldBytes(labels.length));
  return { labels, lines, bytes };
}

function writeStream(to: ByteWriter, { labels, lines, bytes }: Stream): void {
  to.byte(FIELD.streams);
  to.varint(bytes);
  to.byte(FIELD.labels);
  to.varint(labels.length);
  to.text(labels);
  for (const line of lines) writeEntry(to, line);
}

function writeEntry(to: ByteWriter, line: ShippedLine): void {
  to.byte(FIELD.entries);
  to.varint(entryBytes(line));
  to.byte(FIELD.timestamp);
  to.varint(timestampBytes(line));
  to.byte(FIELD.seconds);
  to.varint(secondsOf(line));
  to.byte(FIELD.nanos);
  to.varint(nanosOf(line));
  to.byte(FIELD.line);
  to.varint(line.end - line.start);
  to.copy(line.bytes, line.start, line.end);
}

function entryBytes(line: ShippedLine): number {
  return fieldBytes(timestampBytes(line)) + fieldBytes(line.end - line.start);
}

function timestampBytes(line: ShippedLine): number {
  return 1 + varintBytes(secondsOf(line)) + 1 + varintBytes(nanosOf(line));
}

function secondsOf({ milliseconds }: ShippedLine): number {
  return Math.floor(milliseconds / 1000);
}

/** They rise within a millisecond, which keeps the order of lines and tells equal ones apart. */
function nanosOf({ milliseconds, before }: ShippedLine): number {
  return (milliseconds % 1000) * 1e6 + (before % 1e6);
}

/** A field of so many bytes, with its number and its length. */
function fieldBytes(bytes: number): number {
  return 1 + varintBytes(bytes) + bytes;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
