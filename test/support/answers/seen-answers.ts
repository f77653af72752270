import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createAnswerChecks, type CheckedAnswer } from './check-answer.js';
import type { SeenAnswer } from './answer.js';
import { readDocument } from './document.js';

/** What is kept of the answers that a run has seen: one line for each that differs from those before it. */
export type SeenLine = Omit<CheckedAnswer, 'faults'>;

let check: ReturnType<typeof createAnswerChecks> | undefined;
const written = new Set<string>();

/** Who listens to a server must not throw: what cannot be checked is at fault. */
function checkOf(answer: SeenAnswer): CheckedAnswer[] {
  check ??= createAnswerChecks(readDocument());
  try {
    return check(answer);
  } catch (error) {
    return [{ operation: '', status: answer.status, problem: '', headers: [], isExample: false, faults: [`it cannot be checked (${String(error)})`] }];
  }
}

/** Holds an answer against the document, and notes that it was seen. Gives what is wrong with it, in sentences. */
export function noteAnswer(answer: SeenAnswer): string[] {
  const { method, path = 'an address that is not there', status, body } = answer;
  return checkOf(answer).flatMap(({ faults, ...seen }) => {
    note(seen);
    return faults.map((fault) => `${method} ${path} was answered ${status}, but ${fault}: ${body.slice(0, 300)}`);
  });
}

/** A file for each process, written at once: nothing is lost with a process, and none writes into another's line. */
function note(seen: SeenLine): void {
  const line = JSON.stringify(seen);
  if (!written.has(line)) appendFileSync(join(inject('seenAnswersFolder'), `${process.pid}.ndjson`), `${line}\n`);
  written.add(line);
}

/** What all processes of this run have seen until now. */
export function readSeenAnswers(): SeenLine[] {
  const folder = inject('seenAnswersFolder');
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
  return lines.map((line) => JSON.parse(line) as SeenLine);
}
