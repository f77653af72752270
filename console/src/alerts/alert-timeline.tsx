import type { AlertEvent, AlertHistory } from '../../../src/console/measured.ts';
import { formatClock, formatTime, type Zone } from '../format/time.ts';
import { useZone } from '../hooks/preferences.ts';
import { axisOf, lanesOf } from './lanes.ts';

const WIDTH = 1_000;
const HEIGHT = 16;
const MARKS = 5;

/** When which alert fired or was about to, as bars; the table below it says the same in words. */
export function AlertTimeline({ history }: { readonly history: AlertHistory }) {
  const zone = useZone();
  return (
    <div class="card stack">
      <div class="alert-timeline">
        {lanesOf(history).map(({ name, bars }) => (
          <>
            <span>{name}</span>
            <svg class="timeline-lane" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${name}: ${bars.length} times`}>
              {bars.map(({ start, width, event }) => (
                <rect key={`${event.state} ${event.from}`} class={`timeline-${event.state}`} x={start * WIDTH} y={3} width={width * WIDTH} height={HEIGHT - 6}>
                  <title>{titleOf(event, zone)}</title>
                </rect>
              ))}
            </svg>
          </>
        ))}
        <div class="timeline-axis" aria-hidden="true">
          {axisOf(history, MARKS).map((at) => (
            <span key={at}>{formatClock(at, zone)}</span>
          ))}
        </div>
      </div>
      <p class="row soft timeline-key">
        <KeyItem state="firing" word="firing" />
        <KeyItem state="pending" word="pending: not yet long enough to fire" />
      </p>
    </div>
  );
}

function KeyItem({ state, word }: { readonly state: AlertEvent['state']; readonly word: string }) {
  return (
    <span class="row">
      <svg viewBox="0 0 24 12" aria-hidden="true">
        <rect class={`timeline-${state}`} x={1} y={1} width={22} height={10} />
      </svg>
      {word}
    </span>
  );
}

function titleOf({ name, state, from, to }: AlertEvent, zone: Zone): string {
  return `${name} ${state} from ${formatTime(from, zone)} ${to === null ? 'until now' : `to ${formatTime(to, zone)}`}`;
}
