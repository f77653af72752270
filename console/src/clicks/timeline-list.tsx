import type { TimelineStep } from '../../../src/console/found.ts';
import { Duration, When } from '../components/index.ts';
import { layOutTimeline, wholeDuration, WHOLE_WIDTH, type DrawnStep } from './timeline.ts';
import './timeline.css';

const BAR_HEIGHT = 10;

/** The steps of a click, one below the other, each with a bar from the step before to it. */
export function TimelineList({ steps }: { readonly steps: readonly TimelineStep[] }) {
  const whole = wholeDuration(steps);
  return (
    <>
      <ol class="click-timeline">
        {layOutTimeline(steps).map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ol>
      <p class="hint">
        {whole !== undefined && (
          <>
            From the first to the last step: <Duration ms={whole} />.{' '}
          </>
        )}
        Bars grow with the logarithm of the time, so that milliseconds are seen beside days.
      </p>
    </>
  );
}

function Step({ step: { what, at, detail, isFailure, sinceBefore, from, bar } }: { readonly step: DrawnStep }) {
  return (
    <li class={`step step-${what}${isFailure ? ' step-in-vain' : ''}`}>
      <span class="step-what">
        {isFailure && <span aria-hidden="true">✕ </span>}
        {what}
      </span>
      <span class="step-at">{at === null ? <span class="soft">when is not known</span> : <When at={at} isExact />}</span>
      <span class="step-since">{sinceBefore !== undefined && <>+<Duration ms={Math.max(0, sinceBefore)} /></>}</span>
      <svg class="step-bar" viewBox={`0 0 ${WHOLE_WIDTH} ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {bar && <rect x={bar.from} y={0} width={bar.to - bar.from} height={BAR_HEIGHT} />}
      </svg>
      <span class="step-detail">
        {detail} <span class="soft">(from: {from})</span>
      </span>
    </li>
  );
}
