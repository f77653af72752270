import { createInterface } from 'node:readline/promises';

type Terminal = { readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }; readonly output: NodeJS.WritableStream };

/** Asks whoever sits at the terminal; where nobody does, the answer is no. */
export async function confirm(question: string, { input, output }: Terminal = { input: process.stdin, output: process.stderr }): Promise<boolean> {
  if (!input.isTTY) return false;
  const lines = createInterface({ input, output });
  // A terminal that ends (Ctrl-D) or is interrupted gives no answer.
  const ended = new Promise<string>((resolve) => void lines.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), ended])).trim());
  } finally {
    lines.close();
  }
}
