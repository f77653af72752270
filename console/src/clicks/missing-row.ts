import type { FoundClick } from '../../../src/console/found.ts';

/** Clicks without a row for a reason. */
const WITHOUT_ROW: ReadonlySet<string> = new Set(['queued', 'archived', 'erased']);

/**
 * When a worker posted a click that has no row: it wrote one then, so that somebody must have taken it away since. Undefined
 * where the row is there, or not everything that may know of it has answered.
 */
export function findMissingRow({ ledger, status, timeline, problems }: FoundClick): { readonly postedAt: number | null } | undefined {
  if (ledger || WITHOUT_ROW.has(status) || problems.length > 0) return undefined;
  const posted = timeline.find(({ what, isFailure }) => what === 'attempt' && isFailure !== true);
  return posted && { postedAt: posted.at };
}
