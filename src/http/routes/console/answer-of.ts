import type { Asked } from '../../../console/measured.js';
import { PROBLEMS, ProblemError } from '../../problems.js';
import { retryAfter } from '../../retry-after.js';

/** The answer to a question, or its problem. */
export function answerOf<T>(asked: Asked<T>): T {
  if (asked.kind === 'answered') return asked.value;
  const headers = PROBLEMS[asked.kind].status === 503 ? { 'retry-after': retryAfter() } : {};
  throw new ProblemError(asked.kind, { detail: asked.why }, headers);
}
