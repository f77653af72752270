import type { Live } from '../hooks/use-live.ts';
import { ProblemBox } from './problem-box.tsx';
import { StateBadge } from './state-badge.tsx';
import { Ago } from './times.tsx';

/** Why the latest try brought nothing, and how old what stands below is then. */
export function LiveProblem({ live: { problem, isStale, at, reload } }: { readonly live: Live<unknown> }) {
  if (!problem) return null;
  return (
    <>
      <ProblemBox problem={problem} onRetry={reload} />
      {isStale && at !== undefined && (
        <p>
          <StateBadge state="warning" word="Old" /> What stands below was so <Ago at={at} />.
        </p>
      )}
    </>
  );
}
