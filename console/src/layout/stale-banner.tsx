import { UNREACHABLE } from '../api/problem.ts';
import { Ago, When } from '../components/times.tsx';
import { hrefOfRunbook, SILENT_API_RUNBOOK } from '../pipeline/links.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';

/** Says at the foot of every view that the API has fallen silent; it lies over the page, so that nothing jumps. */
export function StaleBanner() {
  const { facts } = usePipeline();
  return (
    <div class="stale-place">
      <p class="visually-hidden" role="status">
        {facts.problem?.title}
      </p>
      {facts.problem && (
        <p class="stale">
          <span>
            <strong>{facts.problem.title}.</strong> {facts.at === undefined ? 'Nothing has been heard of it yet.' : <LastHeard at={facts.at} />}
            {facts.problem.name === UNREACHABLE.name && <WhatToDo />}
          </span>
          <button type="button" onClick={facts.reload}>
            Ask now
          </button>
        </p>
      )}
    </div>
  );
}

/** It was loaded ahead, and so can be read while nothing can be asked. */
function WhatToDo() {
  return (
    <>
      {' '}
      What to do: <a href={hrefOfRunbook(SILENT_API_RUNBOOK)}>runbook of {SILENT_API_RUNBOOK}</a>.
    </>
  );
}

function LastHeard({ at }: { readonly at: number }) {
  return (
    <>
      What is shown is old: it last answered <Ago at={at} />, at <When at={at} />.
    </>
  );
}
