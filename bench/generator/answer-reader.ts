const HEAD_END = Buffer.from('\r\n\r\n');

/** Told of each answer. */
export type OnAnswer = (status: number, body: Buffer) => void;

/**
 * Takes the bytes of one connection and calls `onAnswer` with each complete answer.
 *
 * It reads what the servers measured here send, answers with `Content-Length`, and nothing else: a full HTTP client
 * costs several times as much, on the core that Redis and the workers need.
 */
export function createAnswerReader(onAnswer: OnAnswer): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    let bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    while (bytes.length > 0) {
      const headEnd = bytes.indexOf(HEAD_END);
      const bodyStart = headEnd + HEAD_END.length;
      const end = headEnd < 0 ? Infinity : bodyStart + bodyLength(bytes.toString('latin1', 0, headEnd));
      if (end > bytes.length) {
        rest = bytes;
        return;
      }
      onAnswer(Number(bytes.toString('latin1', 9, 12)), bytes.subarray(bodyStart, end));
      bytes = bytes.subarray(end);
    }
  };
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length cannot be measured:\n${head}`);
  return Number(length);
}
