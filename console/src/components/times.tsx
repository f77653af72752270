import { useZone } from '../hooks/preferences.ts';
import { useNow } from '../hooks/use-now.ts';
import { formatAgo, formatDuration, formatTime } from '../format/time.ts';

/** A time in the zone that was chosen for the page, exact to the millisecond where several stand below each other; the title has both zones. */
export function When({ at, isExact = false }: { readonly at: number; readonly isExact?: boolean }) {
  const zone = useZone();
  return (
    <time class="when" dateTime={new Date(at).toISOString()} title={`${formatTime(at, 'local', isExact)} · ${formatTime(at, 'utc', isExact)}`}>
      {formatTime(at, zone, isExact)}
    </time>
  );
}

/** How long ago, and it goes on. */
export function Ago({ at }: { readonly at: number }) {
  const now = useNow();
  return (
    <time class="ago" dateTime={new Date(at).toISOString()} title={`${formatTime(at, 'local')} · ${formatTime(at, 'utc')}`}>
      {formatAgo(at, now)}
    </time>
  );
}

export function Duration({ ms }: { readonly ms: number }) {
  return <span class="duration" title={`${Math.round(ms)} ms`}>{formatDuration(ms)}</span>;
}
