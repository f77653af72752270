import { useEffect } from 'preact/hooks';
import { askRunbook } from '../api/kept-runbooks.ts';
import { SILENT_API_RUNBOOK } from '../pipeline/links.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';

/** Loads ahead what may be needed when the API does not answer any more: its own runbook, and those of what fires. */
export function useRunbooksAtHand(): void {
  const { alerts } = usePipeline();
  const firing = (alerts.value?.firing ?? []).flatMap(({ runbook }) => runbook ?? []);
  const names = [...new Set([SILENT_API_RUNBOOK, ...firing])].sort().join(' ');
  useEffect(() => {
    const left = new AbortController();
    for (const name of names.split(' ')) void askRunbook(name, left.signal);
    return () => left.abort();
  }, [names]);
}
