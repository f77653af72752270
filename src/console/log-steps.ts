import type { LogLine, TimelineStep } from './found.js';

type Step = Omit<TimelineStep, 'sinceBefore'>;

/** The line of the request that the click was accepted by; a repeated one was answered with 200. */
export function acceptedLine(lines: readonly LogLine[]): LogLine | undefined {
  return lines.find(({ message, fields }) => message === 'request' && fields['method'] === 'POST' && fields['status'] === 202);
}

/** When and why a click failed the first time; the worker writes it down before it writes the line of the job. */
export type FirstFailure = { readonly at: number; readonly why: string };

/** What workers did with the click's batch: each job that ended, and each fault that was written down. */
export function stepsOfJobs(lines: readonly LogLine[], failure?: FirstFailure): Step[] {
  const failing = failure && lines.find((line) => isPosted(line) && line.at >= failure.at);
  const steps = lines.flatMap((line) => [...stepsOfJob(line, line === failing ? failure : undefined), ...stepsOfFault(line)]);
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

/** Of faults of one place and code, one in ten seconds is written. */
function stepsOfFault({ at, process, message, fields }: LogLine): Step[] {
  const { where, errorCode, error } = fields;
  if (message !== 'fault' || !process.endsWith('worker')) return [];
  return [{ what: 'attempt', at, detail: `Failed in ${process}, ${String(where)}: ${String(errorCode)}: ${String(error)}`, isFailure: true, from: 'logs' }];
}
