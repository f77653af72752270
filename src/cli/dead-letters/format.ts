import type { ReplayResult } from '../../ledger/dead-letters.js';

/** Columns as wide as their widest cell. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows.map((row) => row.map(toPrintable))];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

/** One line, whatever a message or a name holds: it must not move the cursor of a terminal. */
export function toPrintable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
}

/** A result in words. */
export function describeResult(result: ReplayResult): string {
  switch (result.result) {
    case 'credited':
      return `credited ${result.amount}, the balance is ${result.balance}`;
    case 'rejected':
      return `rejected by the policy (${result.code})`;
    case 'failed':
      return `failed again (${result.code}): ${toPrintable(result.message)}`;
    case 'already-replayed':
      return 'was replayed before; nothing was done';
    case 'unreplayable':
      return `cannot be replayed: ${result.why}`;
    case 'absent':
      return 'there is no such dead letter';
  }
}
