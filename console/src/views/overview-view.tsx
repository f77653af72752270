import type { Figure, Health } from '../../../src/console/measured.ts';
import { UNREACHABLE } from '../api/problem.ts';
import { Empty } from '../components/empty.tsx';
import { ProblemBox } from '../components/problem-box.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { Ago } from '../components/times.tsx';
import { View } from '../components/view.tsx';
import { useQueryParam } from '../hooks/use-query.ts';
import { DurabilityCard } from '../overview/durability-card.tsx';
import { FigureCard } from '../overview/figure-card.tsx';
import { FiringAlerts } from '../overview/firing-alerts.tsx';
import { LinkedSentence } from '../overview/linked-sentence.tsx';
import { PartsList } from '../overview/parts-list.tsx';
import { judge } from '../pipeline/judge.ts';
import { hrefOfFigure } from '../pipeline/links.ts';
import { usePipeline } from '../pipeline/pipeline.tsx';
import { textOf } from '../pipeline/sentence.ts';
import { FIRST_SPAN, SPAN_PARAMETER, SPANS, spanOf } from '../pipeline/spans.ts';
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
      <div class="overview">
        <Figures />
        <FiringAlerts />
        <section class="stack overview-parts">
          <h2>Parts</h2>
          <PartsList health={health} />
          {facts.value && <DurabilityCard facts={facts.value} isStale={facts.isStale} />}
        </section>
      </div>
    </View>
  );
}

function Sentence() {
  const { state, word, sentences } = judge(usePipeline());
  return (
    <section class={`card sentence sentence-${state}`} aria-label="Is all well?" aria-live="polite">
      <StateBadge state={state} word={word} />
      <ul>
        {sentences.map((sentence) => (
          <li key={textOf(sentence)}>
            <LinkedSentence sentence={sentence} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is in Redis is not known while it does not answer, whatever Prometheus scraped last. */
function withoutRedis(figure: Figure): Figure {
  if (figure.name !== 'depth' && figure.name !== 'lag') return figure;
  return { ...figure, value: null, state: 'unknown', detail: 'Redis does not answer: what waits in it is not known.' };
}

const isRedisDown = (health: Health | undefined): boolean => health?.parts.some(({ name, state }) => name === 'redis' && state === 'down') ?? false;

/** As many as there are figures, so that nothing jumps when they come. */
const PLACES = Array.from({ length: 9 }, (_, index) => index);

function Figures() {
  const { facts, health, overview, spanId } = usePipeline();
  const spanMs = spanOf(spanId).ms;
  const { value, problem, at, reload } = overview;
  // Its own question may still wait for an answer when another has given up.
  const isStale = overview.isStale || facts.problem?.name === UNREACHABLE.name;
  return (
    <section class="stack overview-figures">
      <div class="row">
        <h2>Figures</h2>
        <span class="soft">{at === undefined ? '' : <>asked <Ago at={at} /></>}</span>
      </div>
      {problem && problem.name !== 'unreachable' && <ProblemBox problem={isStale ? { ...problem, title: `${problem.title}: these figures are old` } : problem} onRetry={reload} />}
      {value?.problem !== undefined && <Empty title="There are no figures.">{value.problem}</Empty>}
      <div class="figures" aria-busy={value === undefined}>
        {value === undefined && PLACES.map((place) => <div key={place} class="card figure" />)}
        {value?.figures.map((figure) => (
          <FigureCard key={figure.name} figure={isRedisDown(health.value) ? withoutRedis(figure) : figure} span={{ from: value.at - spanMs, to: value.at }} href={hrefOfFigure(figure, spanId)} facts={facts.value} isStale={isStale} />
        ))}
      </div>
    </section>
  );
}
