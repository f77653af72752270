import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ClickName, FoundClick, FoundClicks as Found } from '../../../src/console/found.ts';
import { ask } from '../api/ask.ts';
import { Empty, LiveProblem, Loading, Table } from '../components/index.ts';
import { useLive } from '../hooks/use-live.ts';
import { clicksAddress, viewOf } from './addresses.ts';
import { ClickCard } from './click-card.tsx';
import { ClickStatus } from './click-status.tsx';
import { Unanswered } from './unanswered.tsx';

/** Log files are read for each answer, so what has ended is not asked for again: it does not change by itself. */
const EVERY_MS = 3_000;

/** The click of this name; several that share a trace are listed. */
export function FoundClicks({ name }: { readonly name: ClickName }) {
  const address = clicksAddress(name);
  const load = useCallback((signal: AbortSignal) => ask<Found>(address, { signal }), [address]);
  const [everyMs, setEveryMs] = useState(EVERY_MS);
  const live = useLive(load, everyMs, address);
  const { value, problem } = live;
  const isMoving = value === undefined || value.clicks.some(({ status }) => status === 'queued' || status === 'unknown');
  useEffect(() => setEveryMs(isMoving ? EVERY_MS : 0), [isMoving]);
  if (problem?.status === 404) return <Unknown name={name} onRetry={live.reload} />;
  if (!value) return problem ? <LiveProblem live={live} /> : <Loading what="the click" isTall />;
  const [only] = value.clicks;
  return (
    <>
      <LiveProblem live={live} />
      {value.clicks.length === 1 && only ? <ClickCard click={{ ...only, problems: [...new Set([...value.problems, ...only.problems])] }} /> : <Several found={value} />}
    </>
  );
}

function Several({ found: { clicks, problems } }: { readonly found: Found }) {
  return (
    <>
      <Unanswered problems={problems} />
      {clicks.length === 0 && <Empty title="It was not found where it could be looked for">That does not mean that it is not there: look again when every part answers.</Empty>}
      <Table
        caption={`${clicks.length} clicks of this trace`}
        rows={clicks}
        keyOf={({ clickId }) => clickId}
        columns={[
          { title: 'Click', isHeader: true, cell: ({ clickId }: FoundClick) => <a href={viewOf({ clickId })}><code>{clickId}</code></a> },
          { title: 'Status', cell: ClickStatus },
          { title: 'User', cell: ({ userId }) => userId ?? '–' },
          { title: 'Idempotency key', cell: ({ idempotencyKey }) => <code>{idempotencyKey ?? '–'}</code> },
        ]}
      />
    </>
  );
}

function Unknown({ name, onRetry }: { readonly name: ClickName; readonly onRetry: () => void }) {
  return (
    <Empty title="Nobody knows this click">
      <p>Neither queue, ledger nor dead letters have it: it was refused, never sent, or forgotten by a person's command.</p>
      {'userId' in name && (
        <p>
          Check how user and key are written, or look at <a href={viewOf({ userId: name.userId })}>all clicks of this user</a>.
        </p>
      )}
      {'traceId' in name && <p>Only clicks that are in the queue, in the ledger or among the dead letters are found by their trace: a refused request has left a log line at most.</p>}
      {'clickId' in name && <p>Check that the id was copied whole, or look for it by its user and idempotency key.</p>}
      <button type="button" onClick={onRetry}>
        Look again
      </button>
    </Empty>
  );
}
