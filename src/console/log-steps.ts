import type { ErrorCode } from '../click/codes.js';
import type { LogLine, TimelineStep } from './found.js';

type Step = Omit<TimelineStep, 'sinceBefore'>;

/** The line of the request that the click was accepted by; a repeated one was answered with 200. */
export function acceptedLine(lines: readonly LogLine[]): LogLine | undefined {
  return lines.find(({ message, fields }) => message === 'request' && fields['method'] === 'POST' && fields['status'] === 202);
}

/** When and why a click failed the first time; the worker writes it down before it writes the line of the job. */
export type FirstFailure = { readonly at: number; readonly why: string };

/** After these a click is tried again. */
const TRIED_AGAIN: ReadonlySet<unknown> = new Set<ErrorCode>(['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT']);

/** Whether this fault is the one for which the click was given up. */
export function endsClick({ message, fields }: LogLine, clickId: string): boolean {
  return message === 'fault' && fields['where'] === 'posting to the ledger' && fields['clickId'] === clickId && !TRIED_AGAIN.has(fields['errorCode']);
}

/** What workers did with the click's batch: each job that ended, and each fault that was written down. */
export function stepsOfJobs(lines: readonly LogLine[], clickId: string, failure?: FirstFailure): Step[] {
  const failing = failure && lines.find((line) => isPosted(line) && line.at >= failure.at);
  const steps = lines.flatMap((line) => [
    ...stepsOfJob(line, line === failing ? failure : undefined),
    // The attempt in which it failed tells it already.
    ...(failing && endsClick(line, clickId) ? [] : stepsOfFault(line)),
  ]);
  return steps.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

function isPosted({ message, fields }: LogLine): boolean {
  return message === 'job' && fields['outcome'] === 'posted' && typeof fields['durationMs'] === 'number';
}

/** A job's line is written at its end. Those clicks of its batch that MongoDB refused alone are in the ledger as failed then. */
function stepsOfJob(line: LogLine, failure: FirstFailure | undefined): Step[] {
  if (!isPosted(line)) return [];
  const { at, process, fields } = line;
  const { durationMs, jobId, attempts, mongoTransactionMs, mongoCommitMs } = fields;
  const attempt = `attempt ${String(attempts)} of its batch`;
  const posted = `Posted: the job took ${String(durationMs)} ms, its MongoDB transaction ${String(mongoTransactionMs)} ms, of that the commit ${String(mongoCommitMs)} ms.`;
  return [
    { what: 'taken', at: Math.round(at - Number(durationMs)), detail: `Taken by ${process} with job ${String(jobId)}: ${attempt}.`, from: 'logs' },
    failure ? { what: 'attempt', at: failure.at, detail: `Failed in ${process}, ${attempt}: ${failure.why}`, isFailure: true, from: 'logs' } : { what: 'attempt', at, detail: posted, from: 'logs' },
  ];
}

/** Of faults of one place and code, the first is written at once, and the last one of ten seconds at their end. */
function stepsOfFault({ at, process, message, fields }: LogLine): Step[] {
  const { where, leftOut } = fields;
  if (message !== 'fault' || !process.endsWith('worker')) return [];
  const late = leftOut === undefined ? '' : ' (within the ten seconds before)';
  return [{ what: 'attempt', at, detail: `Failed in ${process}, ${String(where)}${late}: ${describeFault(fields)}`, isFailure: true, from: 'logs' }];
}

export function describeFault({ errorCode, error }: LogLine['fields']): string {
  return `${String(errorCode)}: ${String(error)}`;
}
