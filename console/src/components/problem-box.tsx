import type { Problem } from '../api/ask.ts';

/** What went wrong, and what to do about it. */
export function ProblemBox({ problem, onRetry }: { readonly problem: Problem; readonly onRetry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p class="problem-title">
        <span aria-hidden="true">▲ </span>
        {problem.title}
      </p>
      {problem.detail !== undefined && <p>{problem.detail}</p>}
      <p class="row">
        {onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {problem.type?.startsWith('/') && (
          <a href={problem.type} target="_blank" rel="noreferrer">
            About this problem
          </a>
        )}
      </p>
    </div>
  );
}
