import { useState } from 'preact/hooks';
import type { Silence, Silences } from '../../../src/console/measured.ts';
import { endSilence } from '../api/measured.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { Table, type Column } from '../components/table.tsx';
import { Ago, When } from '../components/times.tsx';
import type { Live } from '../hooks/use-live.ts';

const columns = (onEnd: (silence: Silence) => void): Column<Silence>[] => [
  { title: 'Alert', isHeader: true, cell: ({ alertname }) => alertname },
  { title: 'Until', cell: ({ until }) => <><When at={until} /> (<Ago at={until} />)</> },
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'By', cell: ({ by }) => by },
  { title: 'Since', cell: ({ from }) => <When at={from} /> },
  { title: 'Act', cell: (silence) => <button type="button" onClick={() => onEnd(silence)}>End …</button> },
];

/** The silences that hold now, and the end of one before its time. @param onDone when the alerts are to be asked again */
export function SilencesPanel({ silences, onDone }: { readonly silences: Live<Silences>; readonly onDone: () => void }) {
  const [ending, setEnding] = useState<Silence>();
  const { value, problem, reload } = silences;
  if (value === undefined) return problem ? <ProblemBox problem={problem} onRetry={reload} /> : <Loading what="the silences" />;
  const end = async () => {
    const answer = ending && (await endSilence(ending.id));
    if (answer && !answer.ok) return answer.problem;
    onDone();
    return undefined;
  };
  return (
    <>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {value.silences.length === 0 ? (
        <Empty title="Nothing is silenced.">A firing alert has a button for it.</Empty>
      ) : (
        <Table caption="Silences" columns={columns(setEnding)} rows={value.silences} keyOf={({ id }) => id} />
      )}
      <ConfirmDialog isOpen={ending !== undefined} title={`End the silence of ${ending?.alertname ?? ''}?`} action="End it" onConfirm={end} onClose={() => setEnding(undefined)}>
        <p>From then on whoever is on call is told again when it fires.</p>
      </ConfirmDialog>
    </>
  );
}
