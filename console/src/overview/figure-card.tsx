import type { ConsoleFacts, Figure, FigureState } from '../../../src/console/measured.ts';
import { StateBadge } from '../components/state-badge.tsx';
import { Ago } from '../components/times.tsx';
import { formatFigure, formatNumber } from '../format/figure.ts';
import { formatDuration } from '../format/time.ts';
import { needsLook } from '../pipeline/figure-state.ts';
import { hrefOfRunbook, runbookOfFigure } from '../pipeline/links.ts';
import type { TimeSpan } from './spark.ts';
import { Sparkline, type Threshold } from './sparkline.tsx';

const WORDS: Record<FigureState, string> = { good: 'Good', warning: 'Warning', bad: 'Bad', unknown: 'Not known' };
/** The name of the figure that is held against the thresholds of the depth. */
const DEPTH = 'depth';
/** A sample that is older is said to be. */
const OLD_MS = 60_000;

export type FigureCardProps = { readonly figure: Figure; readonly span: TimeSpan; /** The panel that shows it at the same time. */ readonly href: string; readonly facts: ConsoleFacts | undefined; readonly isStale: boolean };

/** One figure: what it is now, whether that is good and why, what to do where it is not, and its course. What is old is not called good. */
export function FigureCard({ figure, span, href, facts, isStale }: FigureCardProps) {
  const { title, value, unit, state, at, lastMinute } = figure;
  const { detail } = lastMinute && needsLook({ ...figure, ...lastMinute }) ? lastMinute : figure;
  const runbook = needsLook(figure) ? runbookOfFigure(figure) : undefined;
  const isOld = at !== null && Date.now() - at > OLD_MS;
  return (
    <section class="card figure" aria-label={title}>
      <div class="figure-head">
        <h3>
          <a href={href}>{title}</a>
        </h3>
        <StateBadge state={isStale ? 'unknown' : state} word={isStale ? 'Old' : WORDS[state]} />
      </div>
      <p class="figure-value">
        {formatFigure(value, unit)}
        {lastMinute && <span class="figure-mean soft"> over {formatDuration(lastMinute.meanSeconds * 1000)}</span>}
      </p>
      <LastMinute figure={figure} isStale={isStale} />
      <p class="figure-detail soft">
        {detail}
        {isOld && (
          <>
            {' '}
            <strong>
              Stale: from <Ago at={at} />.
            </strong>
          </>
        )}
        {runbook !== undefined && (
          <>
            {' '}
            <a href={hrefOfRunbook(runbook)}>Runbook</a>
          </>
        )}
      </p>
      <Sparkline figure={figure} span={span} thresholds={figure.name === DEPTH && facts ? thresholdsOf(facts) : []} />
    </section>
  );
}

/** Whether it is well again, which a mean over minutes tells late. */
function LastMinute({ figure: { lastMinute, unit }, isStale }: Pick<FigureCardProps, 'figure' | 'isStale'>) {
  if (!lastMinute) return null;
  const { value, state } = lastMinute;
  return (
    <p class="figure-last-minute">
      Last minute: <strong>{value === null ? 'nothing' : formatFigure(value, unit)}</strong>
      {value !== null && <StateBadge state={isStale ? 'unknown' : state} word={isStale ? 'Old' : WORDS[state]} />}
    </p>
  );
}

function thresholdsOf({ depth }: ConsoleFacts): Threshold[] {
  return [
    { value: depth.drawn, mark: 'dotted', title: `${formatNumber(depth.drawn)} high` },
    { value: depth.warning, mark: 'dashed', title: `${formatNumber(depth.warning)} warning` },
    { value: depth.cap, mark: 'solid', title: `${formatNumber(depth.cap)} refused` },
  ];
}
