import type { LogLine } from '../../../src/console/found.ts';
import { Empty } from '../components/empty.tsx';
import { When } from '../components/times.tsx';
import { LOG_SOURCES } from '../format/log-words.ts';
import { LogLineView } from '../lines/log-line.tsx';
import type { Body } from './panel-view.tsx';
import type { Asked } from './series.ts';

/** Log lines, the newest first, as the panel's query finds them. */
export function PanelLogs({ panel, asked }: Body) {
  const logs = asked[0]?.answer.logs;
  if (!logs) return null;
  const { lines, source, isCut, since } = logs;
  if (lines.length === 0) return <p class="panel-empty">{NO_LINES}</p>;
  return (
    <div class="panel-lines" tabIndex={0} role="region" aria-label={`${panel.title}: lines`}>
      <p class="hint">
        {lines.length === 1 ? 'One line' : `${lines.length} lines`} from {LOG_SOURCES[source]}, the newest first
        {isCut && (
          <>
            ; there are more, older than <When at={since} />: choose an earlier end, or fewer by the choices above
          </>
        )}
        .
      </p>
      {keyed(lines).map(([key, line]) => (
        <LogLineView key={key} line={line} />
      ))}
    </div>
  );
}

/** The panel's own text for it is Grafana's, which cannot tell that from a log store that is not there. */
export const NO_LINES = 'No lines in this time';

/** What an opened line is known by when others come before it; one that is there twice is counted. */
function keyed(lines: readonly LogLine[]): readonly (readonly [key: string, line: LogLine])[] {
  const seen = new Map<string, number>();
  return lines.toReversed().map((line) => {
    const text = JSON.stringify(line);
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return [`${text} ${count}`, line] as const;
  }).reverse();
}

/** Why not all that was asked of log lines is here, and from when on it is. */
export function LogNote({ asked }: { readonly asked: readonly Asked[] }) {
  const { answer, range } = asked[0] ?? {};
  const { problem, source, since = 0 } = answer?.logs ?? {};
  if (problem === undefined || !range) return null;
  if (source === 'none') return <Empty title="There is no log source">{problem}</Empty>;
  return (
    <p class="panel-unknown" role="note">
      {problem}{' '}
      {since > range.from && since < range.to && (
        <>
          What is shown begins at <When at={since} />.
        </>
      )}
    </p>
  );
}
