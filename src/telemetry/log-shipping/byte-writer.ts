/** Bytes that grow at their end. */
export type ByteWriter = {
  byte(value: number): void;
  /** Latin-1 only. */
  text(text: string): void;
  /** A part of other bytes. */
  copy(bytes: Uint8Array, start: number, end: number): void;
  /** A number of at most 53 bits, as Protocol Buffers write it. */
  varint(value: number): void;
  written(): Uint8Array;
};

export function createByteWriter(expectedBytes: number): ByteWriter {
  let buffer = Buffer.allocUnsafe(Math.max(64, expectedBytes));
  let length = 0;

  function reserve(bytes: number): void {
    if (length + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + bytes));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  function byte(value: number): void {
    reserve(1);
    buffer[length] = value;
    length += 1;
  }

  return {
    byte,
    text(text) {
      reserve(text.length);
      length += buffer.write(text, length, 'latin1');
    },
    copy(bytes, start, end) {
      reserve(end - start);
      buffer.set(bytes.subarray(start, end), length);
      length += end - start;
    },
    varint(value) {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) byte((rest % 128) + 128);
      byte(rest);
    },
    written: () => buffer.subarray(0, length),
  };
}
