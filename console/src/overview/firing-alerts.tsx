import type { Alert } from '../../../src/console/measured.ts';
import { AlertItem } from '../alerts/alert-item.tsx';
import { keyOfAlert } from '../alerts/alert-words.ts';
import { Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { separateAlerts } from '../pipeline/separate-alerts.ts';
import '../alerts/alerts.css';

/** What fires: of now in full, and the rest folded, so that it does not bury what is below. */
export function FiringAlerts() {
  const pipeline = usePipeline();
  const { value, problem } = pipeline.alerts;
  const { present, past, explained } = separateAlerts(value?.firing ?? [], pipeline);
  return (
    <section class="stack overview-alerts">
      <h2>Firing alerts</h2>
      {value === undefined && (problem ? <ProblemBox problem={problem} /> : <Loading what="the alerts" />)}
      {value?.firing.length === 0 && (
        <p class="card soft">
          {value.problems.length === 0 ? 'None fires.' : 'None is known.'} {value.pending.length > 0 && <a href="/console/alerts?tab=pending">{value.pending.length} pending</a>}{' '}
          <a href="/console/alerts?tab=history">The last day</a>
        </p>
      )}
      <AlertList alerts={present} />
      <FoldedAlerts alerts={past} word={past.length === 1 ? 'looks back, and ends by itself' : 'look back, and end by themselves'} />
      <FoldedAlerts alerts={explained} word="explained by another alert" />
    </section>
  );
}

function AlertList({ alerts }: { readonly alerts: readonly Alert[] }) {
  return (
    <ul class="alerts">
      {alerts.map((alert) => (
        <AlertItem key={keyOfAlert(alert)} alert={alert} />
      ))}
    </ul>
  );
}

/** Those that say nothing of now stand back. */
function FoldedAlerts({ alerts, word }: { readonly alerts: readonly Alert[]; readonly word: string }) {
  if (alerts.length === 0) return null;
  return (
    <details class="card folded-alerts">
      <summary>
        {alerts.length} {word}: <span class="soft">{[...new Set(alerts.map(({ name }) => name))].join(', ')}</span>
      </summary>
      <AlertList alerts={alerts} />
    </details>
  );
}
