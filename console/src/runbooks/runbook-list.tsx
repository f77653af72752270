import { useRef } from 'preact/hooks';
import type { Alerts, RunbookEntry } from '../../../src/console/measured.ts';
import { askRunbooks } from '../api/measured.ts';
import { stateOfSeverity } from '../alerts/alert-item.tsx';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge, type State } from '../components/state-badge.tsx';
import { useLive } from '../hooks/use-live.ts';
import { useQueryParam } from '../hooks/use-query.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { stateOf, type AlertState } from './alert-state.ts';
import './runbook-list.css';

/** All runbooks, those of alerts that fire first; searched by what an alert, a log line or a dead letter says. */
export function RunbookList() {
  const [search, setSearch] = useQueryParam('search', '');
  const { value, problem, reload } = useLive((signal) => askRunbooks(search, signal), 0, search);
  // What was found before stays until the next is here.
  const latest = useRef(value);
  if (value) latest.current = value;
  const { alerts } = usePipeline();
  const found = latest.current?.runbooks;
  return (
    <>
      <label class="field runbook-search">
        Search: an alert, an error code, a message
        <input type="search" value={search} maxLength={200} autocomplete="off" spellcheck={false} onInput={(event) => setSearch(event.currentTarget.value, { isReplaced: true })} />
      </label>
      <WhatIsKnown alerts={alerts.value} />
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {found === undefined && !problem && <Loading what="the runbooks" isTall />}
      {found?.length === 0 && <Empty title="No runbook has half of these words.">Search for fewer: an error code, a word of the alert, or the name of a setting is enough.</Empty>}
      <ul class="runbook-list">
        {sorted(found ?? [], alerts.value).map((entry) => (
          <Item key={entry.name} entry={entry} alerts={alerts.value} />
        ))}
      </ul>
    </>
  );
}

/** It has its height before that is known. */
function WhatIsKnown({ alerts }: { readonly alerts: Alerts | undefined }) {
  if (!alerts) return <p class="soft">Which alerts fire is being asked for …</p>;
  if (alerts.problems.length > 0) return <p>Not all is known of which alerts fire: {alerts.problems.join(' ')}</p>;
  const { size } = new Set(alerts.firing.map(({ name }) => name));
  return <p class="soft">{size === 0 ? 'None of these alerts fires now.' : `${size} of these alerts ${size === 1 ? 'fires' : 'fire'} now.`}</p>;
}

function sorted(entries: readonly RunbookEntry[], alerts: Alerts | undefined): readonly RunbookEntry[] {
  const ranked = entries.map((entry) => ({ entry, rank: stateOf(entry, alerts).rank }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

function Item({ entry, alerts }: { readonly entry: RunbookEntry; readonly alerts: Alerts | undefined }) {
  const { name, severity = 'none', found } = entry;
  const { kind, word, summary = entry.summary } = stateOf(entry, alerts);
  const look = lookOf(kind, severity);
  return (
    <li class={`runbook-item runbook-item-${look ?? 'quiet'}`}>
      <span>{severity !== 'none' && <StateBadge state={stateOfSeverity(severity)} word={severity} />}</span>
      <div>
        <a href={`/console/runbooks/${encodeURIComponent(name)}`}>{name}</a>
        {summary !== undefined && <p class="soft">{summary}</p>}
        {found !== undefined && <p class="runbook-found">“{found}”</p>}
      </div>
      <span>{look && <StateBadge state={look} word={word} />}</span>
    </li>
  );
}

/** undefined: there is nothing to be told. */
function lookOf(kind: AlertState['kind'], severity: string): State | undefined {
  if (kind === 'firing') return stateOfSeverity(severity);
  if (kind === 'pending') return 'warning';
  return kind === 'quiet' ? undefined : 'info';
}
