import type { AlertEvent } from '../../../src/console/measured.ts';
import { askAlertHistory } from '../api/measured.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { Table, type Column } from '../components/table.tsx';
import { Duration, When } from '../components/times.tsx';
import { useLive } from '../hooks/use-live.ts';
import { hrefOfRunbook } from '../pipeline/links.ts';
import { stateOfSeverity } from './alert-item.tsx';
import { AlertTimeline } from './alert-timeline.tsx';
import { keyOfAlert } from './alert-words.ts';
import { Labels } from './labels.tsx';

const HOURS = 24;
const EVERY_MS = 30_000;
/** A day of a flapping alert is long; what is drawn above is whole. */
const MOST_ROWS = 200;
/** The points of the history are so far apart. */
const STEP_MS = 30_000;

const columns = (now: number): Column<AlertEvent>[] => [
  { title: 'Alert', isHeader: true, cell: ({ name }) => <a href={hrefOfRunbook(name)}>{name}</a> },
  { title: 'State', cell: ({ state, severity }) => <StateBadge state={state === 'firing' ? stateOfSeverity(severity) : 'info'} word={`${state} · ${severity}`} /> },
  { title: 'From', cell: ({ from }) => <When at={from} /> },
  { title: 'For', cell: ({ from, to }) => <><span class="nowrap"><Lasting ms={(to ?? now) - from} /></span>{to === null && ', goes on'}</> },
  { title: 'Labels', cell: ({ labels }) => <Labels labels={labels} /> },
];

/** What was seen at one point alone has lasted for less than it takes to the next. */
const Lasting = ({ ms }: { readonly ms: number }) => (ms < STEP_MS ? <>less than 30 s</> : <Duration ms={ms} />);

/** What fired in the last day. */
export function HistoryPanel() {
  const { value, problem, reload } = useLive((signal) => askAlertHistory(HOURS, signal), EVERY_MS);
  if (value === undefined) return problem ? <ProblemBox problem={problem} onRetry={reload} /> : <Loading what="the last day" isTall />;
  if (value.events.length === 0) return <Empty title="No alert fired in the last 24 hours.">Prometheus remembers only the time for which it ran.</Empty>;
  const rows = value.events.slice(0, MOST_ROWS);
  return (
    <div class="stack">
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      <AlertTimeline history={value} />
      <Table caption={rows.length < value.events.length ? `The latest ${rows.length} of ${value.events.length} events` : 'The last 24 hours'} columns={columns(value.at)} rows={rows} keyOf={(event) => `${keyOfAlert(event)} ${event.state} ${event.from}`} />
    </div>
  );
}

