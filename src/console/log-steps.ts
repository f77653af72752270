import type { LogLine, TimelineStep } from './found.js';

type Step = Omit<TimelineStep, 'sinceBefore'>;

/** The line of the request that the click was accepted by; a repeated one was answered with 200. */
export function acceptedLine(lines: readonly LogLine[]): LogLine | undefined {
  return lines.find(({ message, fields }) => message === 'request' && fields['method'] === 'POST' && fields['status'] === 202);
}

/** What workers did with the click's batch: each job that ended well, and each fault that was written down. */
export function stepsOfJobs(lines: readonly LogLine[]): Step[] {
  const steps = lines.flatMap((line) => [...stepsOfJob(line), ...stepsOfFault(line)]);
  return steps.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** A job's line is written at its end. */
function stepsOfJob({ at, process, message, fields }: LogLine): Step[] {
  const { outcome, durationMs, jobId, attempts, mongoTransactionMs, mongoCommitMs } = fields;
  if (message !== 'job' || outcome !== 'posted' || typeof durationMs !== 'number') return [];
  const taken = `Taken by ${process} with job ${String(jobId)}: attempt ${String(attempts)} of its batch.`;
  const posted = `Posted: the job took ${durationMs} ms, its MongoDB transaction ${String(mongoTransactionMs)} ms, of that the commit ${String(mongoCommitMs)} ms.`;
  return [
    { what: 'taken', at: Math.round(at - durationMs), detail: taken, from: 'logs' },
    { what: 'attempt', at, detail: posted, from: 'logs' },
  ];
}

/** Of faults of one place and code, one in ten seconds is written. */
function stepsOfFault({ at, process, message, fields }: LogLine): Step[] {
  const { where, errorCode, error } = fields;
  if (message !== 'fault' || !process.endsWith('worker')) return [];
  return [{ what: 'attempt', at, detail: `Failed in ${process}, ${String(where)}: ${String(errorCode)}: ${String(error)}`, from: 'logs' }];
}
