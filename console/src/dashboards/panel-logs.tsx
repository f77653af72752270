import { useEffect, useState } from 'preact/hooks';
import type { LogLine, LogLines } from '../../../src/console/found.ts';
import type { Answer } from '../api/ask.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { When } from '../components/times.tsx';
import { askLogs, isLogId } from './ask-panels.ts';
import type { Panel } from './dashboard-json.ts';
import { useScope } from './dashboard-scope.ts';
import { fitsChoices } from './fits-choices.ts';

/** What Grafana asks of Loki in its language. Here lines are found by the ids they carry; everything else is said. */
export function PanelLogs({ panel, isInSight }: { readonly panel: Panel; readonly isInSight: boolean }) {
  const { dashboard, choices, logs } = useScope();
  const id = choices['search']?.[0]?.trim() ?? '';
  if (logs === 'none') return <NoSource />;
  if (panel.type !== 'logs') return <Empty title="Grafana counts lines in Loki for this">The console finds single lines and counts none: open this dashboard in a Grafana with Loki.</Empty>;
  if (!isLogId(id)) return <WhatToSearch hasSearch={dashboard.templating?.list.some(({ name }) => name === 'search') === true} />;
  return <Lines id={id} panel={panel} isInSight={isInSight} />;
}

function NoSource() {
  return (
    <Empty title="There is no log source">
      Set <code>MINING_CONSOLE_LOGS_FOLDER</code>, <code>MINING_LOG_LOKI_URL</code> or <code>MINING_LOG_ELASTICSEARCH_URL</code>; <code>npm start</code> sets the folder.
    </Empty>
  );
}

function WhatToSearch({ hasSearch }: { readonly hasSearch: boolean }) {
  return (
    <Empty title="Which lines?">
      The console finds lines by the ids that they carry: {hasSearch ? 'put the id of a click, a trace or a batch into Search above' : <a href="/console/dashboards/mining-click-logs">open Log lines and put the id of a click, a trace or a batch into Search</a>}, or <a href="/console/clicks">find a click</a>. To search
      all lines, open this dashboard in a Grafana with Loki.
    </Empty>
  );
}

function Lines({ id, panel, isInSight }: { readonly id: string; readonly panel: Panel; readonly isInSight: boolean }) {
  const { choices, range } = useScope();
  const [answer, setAnswer] = useState<Answer<LogLines>>();
  useEffect(() => {
    if (!isInSight) return undefined;
    const abort = new AbortController();
    void askLogs(id, abort.signal).then((next) => !abort.signal.aborted && setAnswer(next));
    return () => abort.abort();
  }, [id, isInSight, range.from, range.to]);
  if (!answer) return <Loading what="log lines" />;
  if (!answer.ok) return <ProblemBox problem={answer.problem} />;
  const { lines, isCut, problem, source } = answer.value;
  const shown = lines.filter((line) => fitsChoices(line, choices)).reverse();
  return (
    <div class="log-lines" tabIndex={0} role="region" aria-label={`${panel.title}: lines`}>
      <p class="hint">
        {shown.length} lines about {id} from {source}, newest first, of any time{isCut && ', the newest only'}. {problem}
      </p>
      {shown.length === 0 && <p class="panel-empty">{panel.fieldConfig?.defaults?.noValue ?? 'No data'}</p>}
      {shown.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </div>
  );
}

function Line({ line: { at, process, level, message, fields } }: { readonly line: LogLine }) {
  const text = JSON.stringify(fields, null, 1);
  return (
    <details class={`log-line log-${level}`}>
      <summary>
        <When at={at} /> <span class="log-level">{level}</span> <span class="soft">{process}</span> {message}
      </summary>
      <pre>{text}</pre>
      <CopyButton text={text} label="the fields of this line" />
    </details>
  );
}
