import type { RunbookEntry } from '../../../src/console/measured.ts';
import { askRunbook } from '../api/measured.ts';
import { stateOfSeverity } from '../alerts/alert-item.tsx';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { When } from '../components/times.tsx';
import { View } from '../components/view.tsx';
import { useLive } from '../hooks/use-live.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { stateOf } from '../runbooks/alert-state.ts';
import { RunbookList } from '../runbooks/runbook-list.tsx';
import { RunbookPage } from '../runbooks/runbook-page.tsx';

/** The runbook of an alert, or the list of all. @param item the name in the address */
export default function RunbookView({ item }: { readonly item?: string }) {
  return item === undefined ? <AllRunbooks /> : <OneRunbook name={item} />;
}

function AllRunbooks() {
  return (
    <View title="Runbooks">
      <RunbookList />
    </View>
  );
}

function OneRunbook({ name }: { readonly name: string }) {
  const { value, problem, reload } = useLive((signal) => askRunbook(name, signal), 0, name);
  return (
    <View title={`Runbook: ${name}`} aside={<a href="/console/runbooks">All runbooks</a>}>
      <ItsAlert entry={toEntry(name, value)} />
      {value !== undefined && <RunbookPage markdown={withoutTitle(value)} name={name} />}
      {value === undefined && problem?.status === 404 && (
        <Empty title={`There is no runbook ${name}.`}>
          <a href="/console/runbooks">See which there are.</a>
        </Empty>
      )}
      {value === undefined && problem && problem.status !== 404 && <ProblemBox problem={problem} onRetry={reload} />}
      {value === undefined && !problem && <Loading what="the runbook" isTall />}
    </View>
  );
}

/** Whether the alert fires now, and where to look. It has its height before that is known. */
function ItsAlert({ entry }: { readonly entry: RunbookEntry }) {
  const { value, isStale } = usePipeline().alerts;
  const { kind, word } = stateOf(entry, value);
  const firing = value?.firing.find(({ name }) => name === entry.name);
  const isUnknown = isStale && kind === 'quiet';
  return (
    <p class="row runbook-state">
      {value && <StateBadge state={firing ? stateOfSeverity(firing.severity) : isUnknown ? 'unknown' : 'info'} word={isUnknown ? 'Not known whether it fires' : word} />}
      {firing && (
        <span>
          since <When at={firing.startsAt} />: {firing.summary}
        </span>
      )}
      {firing?.dashboard !== undefined && <a href={`/console/dashboards/${encodeURIComponent(firing.dashboard)}`}>Its dashboard</a>}
    </p>
  );
}

/** It stands in bold at the beginning. */
function toEntry(name: string, markdown: string | undefined): RunbookEntry {
  const severity = /^\*\*(\w+)\*\*, fires /m.exec(markdown ?? '')?.[1];
  return severity === undefined ? { name } : { name, severity };
}

/** The view has it as its own. */
const withoutTitle = (markdown: string): string => markdown.replace(/^# .*\n+/, '');
