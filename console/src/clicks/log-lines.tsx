import { useCallback } from 'preact/hooks';
import type { FoundClick, LogLines as Lines } from '../../../src/console/found.ts';
import { ask } from '../api/ask.ts';
import { Empty, LiveProblem, Loading, StateBadge } from '../components/index.ts';
import { LOG_SOURCES } from '../format/log-words.ts';
import { useLive } from '../hooks/use-live.ts';
import { LogLineView } from '../lines/log-line.tsx';
import './log-lines.css';

const MOST_LINES = '100';
/** A request is older than its click, and clocks differ. */
const BEFORE_MS = 60_000;

/** What API and workers wrote about a click, the oldest line first. */
export function LogLines({ click }: { readonly click: FoundClick }) {
  const { clickId, traceId, batchId } = click;
  const since = click.timeline[0]?.at;
  const query = new URLSearchParams({ clickId, ...(traceId && { traceId }), ...(batchId && { batchId }), ...(since && { since: String(since - BEFORE_MS) }), limit: MOST_LINES }).toString();
  const load = useCallback((signal: AbortSignal) => ask<Lines>(`/api/admin/logs?${query}`, { signal }), [query]);
  const live = useLive(load, 0, `${query} ${click.status}`);
  const { value, problem } = live;
  return (
    <section class="card stack click-log-lines" aria-labelledby="logs">
      <div class="row">
        <h2 id="logs">Log lines</h2>
        {value && value.source !== 'none' && <span class="soft">from {LOG_SOURCES[value.source]}</span>}
        <button type="button" class="quiet" onClick={live.reload}>
          Read again
        </button>
      </div>
      <LiveProblem live={live} />
      {!value && !problem && <Loading what="the log lines" />}
      {value && <Found lines={value} />}
    </section>
  );
}

function Found({ lines: { source, lines, isCut, problem } }: { readonly lines: Lines }) {
  if (source === 'none') return <Empty title="There is no log source">{problem}</Empty>;
  return (
    <>
      {problem !== undefined && (
        <p>
          <StateBadge state="warning" word="Not all" /> {problem}
        </p>
      )}
      {lines.length === 0 && problem === undefined && (
        <Empty title="No line names this click">Lines come a few seconds after what they tell of; older ones may have been removed. Read again, or look at the lines of its trace.</Empty>
      )}
      {lines.length > 0 && (
        <ol class="lines">
          {lines.map((line, index) => (
            <li key={index}>
              <LogLineView line={line} />
            </li>
          ))}
        </ol>
      )}
      {isCut && <p class="hint">There are more lines than are shown here.</p>}
    </>
  );
}
