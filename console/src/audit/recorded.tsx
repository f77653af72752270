import { useCallback } from 'preact/hooks';
import type { AuditTrailAnswer } from '../../../src/http/routes/admin-schemas.ts';
import type { AuditedAct } from '../../../src/ledger/audit-trail.ts';
import { ask } from '../api/ask.ts';
import { nameOfToken, readSession } from '../api/token.ts';
import { Loading, ProblemBox } from '../components/index.ts';
import { useLive } from '../hooks/use-live.ts';
import { EntriesTable } from './entries-table.tsx';

/** Entries that are shown after an act; the rest is in the trail. */
const SHOWN = 5;

/** An act that was done: which, and the newest entry of its kind from before it. */
export type DoneAct = { readonly act: AuditedAct; readonly said: string; readonly before: string | undefined };

/** To be asked before an act, so that its own entries can be told from older ones. */
export async function newestEntry(act: AuditedAct): Promise<string | undefined> {
  const answer = await askEntries(act, 1);
  return answer.ok ? answer.value.entries[0]?.id : undefined;
}

/** Says what was done and shows the entries of the audit trail that tell of it. */
export function Recorded({ done: { act, said, before } }: { readonly done: DoneAct }) {
  const load = useCallback((signal: AbortSignal) => askEntries(act, SHOWN, signal), [act]);
  const { value, problem, reload } = useLive(load, 0, `${act} ${before ?? ''} ${said}`);
  const entries = value && newerThan(value.entries, before);
  return (
    <section class="card stack recorded" role="status" aria-label="What was done">
      <p>
        <span aria-hidden="true">✓ </span>
        {said} It is recorded in the <a href={`/console/audit?act=${act}`}>audit trail</a>
        {entries && entries.length === SHOWN ? `; these are the latest ${SHOWN} entries:` : ':'}
      </p>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {entries ? <EntriesTable caption="Entries of the audit trail" entries={entries} /> : !problem && <Loading what="the audit trail" />}
    </section>
  );
}

function newerThan<T extends { readonly id: string }>(entries: readonly T[], before: string | undefined): readonly T[] {
  const index = entries.findIndex(({ id }) => id === before);
  return index < 0 ? entries : entries.slice(0, index);
}

function askEntries(act: AuditedAct, limit: number, signal?: AbortSignal) {
  const by = nameOfToken(readSession().token ?? '');
  const query = new URLSearchParams({ act, limit: String(limit), ...(by !== undefined && { by }) });
  return ask<AuditTrailAnswer>(`/api/admin/audit-trail?${query.toString()}`, { ...(signal && { signal }) });
}
