import { createLineReader, type LineBlock, type ShippedLine } from './shipped-line.js';

export type LineBuffer = {
  /** Bytes that it holds, those taken and not settled included. */
  bytes(): number;
  /** Whether there is nothing to take. */
  isEmpty(): boolean;
  /** Keeps a block; gives how many lines had to go for it: the oldest that are not taken, or else its own. */
  add(block: LineBlock): number;
  /** Takes the oldest lines, about `mostBytes` of them; they count until they are settled. */
  take(mostBytes: number): ShippedLine[];
  /** What was taken is done with. */
  settle(): void;
  /** Removes what was not taken; gives how many lines that were. */
  removeAll(): number;
};

/** Lines that wait for one receiver, at most `maxBytes` of them. */
export function createLineBuffer(maxBytes: number): LineBuffer {
  const blocks: LineBlock[] = [];
  const readLines = createLineReader();
  let waitingBytes = 0;
  let takenBytes = 0;

  const held = () => waitingBytes + takenBytes;

  function removeOldest(): LineBlock | undefined {
    const block = blocks.shift();
    waitingBytes -= block?.bytes.length ?? 0;
    return block;
  }

  return {
    bytes: held,
    isEmpty: () => blocks.length === 0,
    add(block) {
      let dropped = 0;
      while (held() + block.bytes.length > maxBytes && blocks.length > 0) dropped += removeOldest()?.lines ?? 0;
      if (held() + block.bytes.length > maxBytes) return dropped + block.lines;
      blocks.push(block);
      waitingBytes += block.bytes.length;
      return dropped;
    },
    take(mostBytes) {
      const taken: LineBlock[] = [];
      for (let block = removeOldest(); block; block = removeOldest()) {
        taken.push(block);
        takenBytes += block.bytes.length;
        if (takenBytes + (blocks[0]?.bytes.length ?? 0) > mostBytes) break;
      }
      return taken.flatMap(readLines);
    },
    settle: () => void (takenBytes = 0),
    removeAll() {
      let lines = 0;
      for (let block = removeOldest(); block; block = removeOldest()) lines += block.lines;
      return lines;
    },
  };
}
