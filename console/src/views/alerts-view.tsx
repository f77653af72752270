import type { Alert } from '../../../src/console/measured.ts';
import { AlertItem } from '../alerts/alert-item.tsx';
import { keyOfAlert } from '../alerts/alert-words.ts';
import { HistoryPanel } from '../alerts/history-panel.tsx';
import { SilenceButton } from '../alerts/silence-button.tsx';
import { SilencesPanel } from '../alerts/silences-panel.tsx';
import { askSilences } from '../api/measured.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { Tabs } from '../components/tabs.tsx';
import { View } from '../components/view.tsx';
import { useLive } from '../hooks/use-live.ts';
import { useQueryParam } from '../hooks/use-query.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import '../alerts/alerts.css';

const EVERY_MS = 10_000;
type ListName = 'firing' | 'pending' | 'silenced';

const LISTS: Record<ListName, { heading: string; title: string; next: string }> = {
  firing: { heading: 'Firing alerts', title: 'No alert fires.', next: 'The history shows what fired in the last day.' },
  pending: { heading: 'Pending alerts', title: 'No alert is pending.', next: 'An alert is pending while its condition holds, but not yet for long enough to fire.' },
  silenced: { heading: 'Silenced alerts', title: 'No firing alert is silenced.', next: 'Silences that hold although nothing fires are listed under Silences.' },
};

/** What fires, what is about to, what nobody is told of, and what was in the last day. */
export default function AlertsView() {
  const { alerts } = usePipeline();
  const silences = useLive(askSilences, EVERY_MS);
  const [selected, select] = useQueryParam('tab', 'firing');
  const reload = () => {
    alerts.reload();
    silences.reload();
  };
  const count = (name: ListName) => (alerts.value ? { count: alerts.value[name].length } : {});
  const tabs = [
    { id: 'firing', title: 'Firing', ...count('firing') },
    { id: 'pending', title: 'Pending', ...count('pending') },
    { id: 'silenced', title: 'Silenced', ...count('silenced') },
    { id: 'silences', title: 'Silences', ...(silences.value && { count: silences.value.silences.length }) },
    { id: 'history', title: 'Last day' },
  ];
  return (
    <View title="Alerts">
      {alerts.value?.problems.map((problem) => <ProblemBox key={problem} problem={{ name: 'part-away', title: 'Not all could be asked', detail: problem }} />)}
      <Tabs label="Alerts" tabs={tabs} selected={selected} onSelect={select}>
        {selected === 'history' ? <HistoryPanel /> : selected === 'silences' ? <SilencesPanel silences={silences} onDone={reload} /> : <AlertList name={isList(selected) ? selected : 'firing'} onDone={reload} />}
      </Tabs>
    </View>
  );
}

const isList = (id: string): id is ListName => Object.hasOwn(LISTS, id);

function AlertList({ name, onDone }: { readonly name: ListName; readonly onDone: () => void }) {
  const { alerts } = usePipeline();
  const { value, problem, reload } = alerts;
  if (value === undefined) return problem ? <ProblemBox problem={problem} onRetry={reload} /> : <Loading what="the alerts" isTall />;
  const shown: readonly Alert[] = value[name];
  return (
    <div class="stack">
      <h2 class="visually-hidden">{LISTS[name].heading}</h2>
      {problem && <ProblemBox problem={{ ...problem, title: `${problem.title}: this list is old` }} onRetry={reload} />}
      {shown.length === 0 && <Empty title={LISTS[name].title}>{name === 'firing' && value.pending.length > 0 ? 'But some are pending: their condition holds, not yet for long enough to fire.' : LISTS[name].next}</Empty>}
      <ul class="alerts">
        {shown.map((alert) => (
          <AlertItem key={keyOfAlert(alert)} alert={alert}>
            {name !== 'silenced' && <SilenceButton alertname={alert.name} onDone={onDone} />}
          </AlertItem>
        ))}
      </ul>
    </div>
  );
}
