import type { DeadLetter, ReplayRecord } from '../../ledger/dead-letters.js';
import { describeResult, toPrintable } from './format.js';
import { refuse, withLetters } from './open-letters.js';

/** Runs the command; the result is the exit code. */
export async function showLetter(id: string, { json }: { readonly json?: true }): Promise<number> {
  return withLetters(async ({ letters }) => {
    const letter = await letters.find(id);
    if (!letter) return refuse(`There is no dead letter ${toPrintable(id)}: "dead-letters list --state all" names those that there are.`);
    const text = json ? JSON.stringify(letter, undefined, 2) : describeLetter(letter).join('\n');
    process.stdout.write(`${text}\n`);
    return 0;
  });
}

function describeLetter(letter: DeadLetter): string[] {
  const { payload, replays } = letter;
  const rows = [
    ['Id', letter.id],
    ['State', letter.state],
    ['Code', `${letter.code} (docs/errors.md)`],
    ['Message', letter.message],
    ['Attempts', String(letter.attempts)],
    ['First failed', letter.firstAt.toISOString()],
    ['Last failed', letter.lastAt.toISOString()],
    ['User', payload?.userId],
    ['Key', payload?.idempotencyKey],
    ['Accepted', payload && new Date(payload.acceptedAt).toISOString()],
    ['Trace', payload?.traceId],
    ['Payload', payload ? JSON.stringify(payload) : 'none: its batch lost its clicks'],
    ...replays.map((replay) => ['Replayed', describeReplay(replay)]),
  ];
  return rows.flatMap(([name = '', value]) => (value === undefined ? [] : [`${name.padEnd(14)}${toPrintable(value)}`]));
}

function describeReplay(replay: ReplayRecord): string {
  return `${replay.at.toISOString()} by ${replay.by} (${replay.via}): ${describeResult(replay)}`;
}
