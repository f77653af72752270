import type { ClickStatus } from './answers.js';
import type { ClickResult, ReadResult } from './results.js';
import type { Settled } from './settle.js';
import type { Answer, IsExpected } from './transport.js';

export const isClickStatus: IsExpected = ({ clickId, status }) => typeof clickId === 'string' && typeof status === 'string';

/** What the attempts at a click come to. */
export function toClickResult({ idempotencyKey }: { readonly idempotencyKey: string }, settled: Settled): ClickResult {
  const { answer, attempts, isUnknown } = settled;
  const { body, problem } = answer;
  const attempted = { idempotencyKey, attempts, ...pick(answer, 'status'), ...pick(answer, 'retryAfterMs') };
  if (body) return { ...attempted, kind: answer.status === 202 ? 'accepted' : 'replayed', click: body as ClickStatus };
  if (problem?.outcome === 'accepted') return { ...attempted, kind: 'replayed', problem };
  return { ...attempted, kind: isUnknown ? 'unknown' : 'refused', ...pick(answer, 'problem'), ...pick(answer, 'error') };
}

/** What the attempts at a question come to. */
export function toReadResult<Value>({ answer, attempts }: Settled): ReadResult<Value> {
  const { body, problem } = answer;
  if (body) return { kind: 'found', value: body as Value };
  if (problem?.type.endsWith('click-not-found')) return { kind: 'absent', problem };
  return { kind: 'failed', attempts, ...pick(answer, 'status'), ...pick(answer, 'retryAfterMs'), ...pick(answer, 'problem'), ...pick(answer, 'error') };
}

function pick<Name extends keyof Answer>(answer: Answer, name: Name): Pick<Answer, Name> {
  return (answer[name] === undefined ? {} : { [name]: answer[name] }) as Pick<Answer, Name>;
}
