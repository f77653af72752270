/** Bytes that are written at once, at most, unless a single line has more. */
const CHUNK_BYTES = 256 * 1024;
/** Most bytes of UTF-8 that a character of a string becomes. */
const MOST_BYTES_A_CHARACTER = 3;

/** Lines as bytes, in the order in which they came. */
export type LineChunks = {
  /** Bytes that were added and not removed. */
  bytes(): number;
  add(line: string): void;
  /** The first bytes to write; empty when there are none. */
  first(): Uint8Array;
  /** Removes bytes from the front, no more than `first` gave. */
  remove(bytes: number): void;
};

/** Lines are copied at once: strings that wait for a write would outlive the young generation of the heap. */
export function createLineChunks(): LineChunks {
  const full: Buffer[] = [];
  let filling = Buffer.alloc(0);
  let filled = 0;
  let total = 0;

  function startChunk(bytes: number): void {
    if (filled > 0) full.push(filling.subarray(0, filled));
    filling = Buffer.allocUnsafe(bytes);
    filled = 0;
  }

  return {
    bytes: () => total,
    add(line) {
      const mostBytes = line.length * MOST_BYTES_A_CHARACTER;
      if (filled + mostBytes > filling.length) startChunk(Math.max(CHUNK_BYTES, mostBytes));
      const bytes = filling.write(line, filled);
      filled += bytes;
      total += bytes;
    },
    first() {
      if (full.length === 0) startChunk(0);
      return full[0] ?? filling;
    },
    remove(bytes) {
      const [first] = full;
      if (first && bytes < first.length) full[0] = first.subarray(bytes);
      else full.shift();
      total -= bytes;
    },
  };
}
