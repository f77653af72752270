import { AlertItem } from '../alerts/alert-item.tsx';
import { keyOfAlert } from '../alerts/alert-words.ts';
import { Empty, Loading } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { Ago } from '../components/times.tsx';
import { View } from '../components/view.tsx';
import { useQueryParam } from '../hooks/use-query.ts';
import { DurabilityCard } from '../overview/durability-card.tsx';
import { FigureCard } from '../overview/figure-card.tsx';
import { PartsList } from '../overview/parts-list.tsx';
import { judge } from '../pipeline/judge.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { FIRST_SPAN, SPAN_PARAMETER, SPANS, spanOf } from '../pipeline/spans.ts';
import '../alerts/alerts.css';
import '../overview/overview.css';

/** Is all well? A sentence on top, and below it what it stands on. */
export default function OverviewView() {
  const { health, facts } = usePipeline();
  const [spanId, setSpan] = useQueryParam(SPAN_PARAMETER, FIRST_SPAN.id);
  return (
    <View
      title="Overview"
      aside={
        <label class="row span-choice">
          Look back
          <select value={spanOf(spanId).id} onChange={(event) => setSpan(event.currentTarget.value)}>
            {SPANS.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <Sentence />
      <FiringAlerts />
      <Figures />
      <section class="stack">
        <h2>Parts</h2>
        <PartsList health={health} />
      </section>
      {facts.value && <DurabilityCard facts={facts.value} />}
    </View>
  );
}

function Sentence() {
  const pipeline = usePipeline();
  const { state, word, sentences } = judge(pipeline);
  return (
    <section class={`card sentence sentence-${state}`} aria-label="Is all well?" aria-live="polite">
      <StateBadge state={state} word={word} />
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function FiringAlerts() {
  const { alerts } = usePipeline();
  const firing = alerts.value?.firing ?? [];
  if (firing.length === 0) return null;
  return (
    <section class="stack">
      <h2>Firing alerts</h2>
      <ul class="alerts">
        {firing.map((alert) => (
          <AlertItem key={keyOfAlert(alert)} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

function Figures() {
  const { facts, overview } = usePipeline();
  const { value, problem, at, isStale, reload } = overview;
  return (
    <section class="stack">
      <div class="row">
        <h2>Figures</h2>
        <span class="soft">{at === undefined ? '' : <>asked <Ago at={at} /></>}</span>
      </div>
      {problem && <ProblemBox problem={isStale ? { ...problem, title: `${problem.title}: these figures are old` } : problem} onRetry={reload} />}
      {value?.problem !== undefined && <Empty title="There are no figures.">{value.problem}</Empty>}
      {value === undefined && !problem && <Loading what="the figures" isTall />}
      {value && (
        <div class="figures">
          {value.figures.map((figure) => (
            <FigureCard key={figure.name} figure={figure} facts={facts.value} />
          ))}
        </div>
      )}
    </section>
  );
}
