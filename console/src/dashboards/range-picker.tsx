import { useState } from 'preact/hooks';
import { formatTime } from '../format/time.ts';
import { useZone } from '../hooks/preferences.ts';
import { QUICK_RANGES, rangeOf, zoomOut, type Range, type RangeText } from './time-range.ts';

export const REFRESHES = ['off', '5s', '10s', '30s', '1m', '5m'] as const;

type PickerProps = {
  readonly text: RangeText;
  readonly range: Range;
  readonly refresh: string;
  readonly onRange: (text: RangeText) => void;
  readonly onRefresh: (refresh: string) => void;
  readonly onReload: () => void;
};

/** Which time is shown, and how often it is asked anew. */
export function RangePicker({ text, range, refresh, onRange, onRefresh, onReload }: PickerProps) {
  const wider = () => {
    const { from, to } = zoomOut(range, Date.now());
    onRange({ from: String(from), to: String(to) });
  };
  const quick = QUICK_RANGES.find(([from]) => from === text.from && text.to === 'now');
  return (
    <div class="row range-picker">
      <label>
        <span class="visually-hidden">Time range</span>
        <select value={quick?.[0] ?? 'own'} onChange={({ currentTarget: { value } }) => value !== 'own' && onRange({ from: value, to: 'now' })}>
          {!quick && <option value="own">as written</option>}
          {QUICK_RANGES.map(([from, words]) => (
            <option key={from} value={from}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <OwnRange text={text} range={range} onRange={onRange} />
      <button type="button" onClick={wider} title="Twice as long around the same time">
        Zoom out
      </button>
      <label class="compact-field">
        Refresh
        <select value={refresh} onChange={({ currentTarget }) => onRefresh(currentTarget.value)}>
          {[...new Set([...REFRESHES, refresh])].map((one) => (
            <option key={one} value={one}>
              {one === 'off' ? 'off' : `every ${one}`}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={onReload}>
        Refresh now
      </button>
    </div>
  );
}

function OwnRange({ text, range, onRange }: Pick<PickerProps, 'text' | 'range' | 'onRange'>) {
  const zone = useZone();
  const [start, end] = [formatTime(range.from, zone).slice(0, 19), formatTime(range.to, zone).slice(0, 19)];
  const [problem, setProblem] = useState<string>();
  const apply = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const next = { from: written(form.get('from')), to: written(form.get('to')) };
    if (!rangeOf(next, Date.now())) return setProblem('Write a start before an end, as in now-2h and now, or 2026-11-29 17:00:00.');
    setProblem(undefined);
    onRange(next);
  };
  return (
    <details class="drop" name="dashboard-drop">
      <summary>
        {start} – {start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}
      </summary>
      <form class="drop-box stack" onSubmit={apply} key={`${text.from} ${text.to}`}>
        <label class="field">
          From
          <input name="from" defaultValue={text.from} required autoComplete="off" spellcheck={false} />
        </label>
        <label class="field">
          To
          <input name="to" defaultValue={text.to} required autoComplete="off" spellcheck={false} />
        </label>
        {problem !== undefined && <p role="alert">{problem}</p>}
        <p class="hint">
          Relative, as now-90m, or a time of this machine. Shown now: {formatTime(range.from, 'local')} to {formatTime(range.to, 'local')}; {formatTime(range.from, 'utc')} to {formatTime(range.to, 'utc')}.
        </p>
        <button type="submit" class="primary">
          Show
        </button>
      </form>
    </details>
  );
}

/** Times are written into the address as milliseconds, so that a link means the same everywhere. */
function written(value: FormDataEntryValue | null): string {
  const text = String(value ?? '').trim();
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : String(time);
}
