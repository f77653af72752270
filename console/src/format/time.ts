export type Zone = 'local' | 'utc';

const FIELDS: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' };
const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-29 17:22:08`, with the zone behind it: `UTC`, or the offset of this machine; exact, `17:22:08.123`. */
export function formatTime(at: number, zone: Zone, isExact = false): string {
  const { year, month, day, hour, minute, second, fractionalSecond, timeZoneName } = partsOf(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${isExact ? `.${fractionalSecond}` : ''} ${zone === 'utc' ? 'UTC' : timeZoneName}`;
}

/** `17:22`, for axes and short spans. */
export function formatClock(at: number, zone: Zone): string {
  const { hour, minute } = partsOf(at, zone);
  return `${hour}:${minute}`;
}

/** Milliseconds as a person says them: `87 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return twoUnits(seconds, 3_600, 'h', 60, 'min');
  return twoUnits(seconds, 86_400, 'd', 3_600, 'h');
}

/** How long ago, or until when: `just now`, `3 min ago`, `in 2 h`. One unit is enough to judge by. */
export function formatAgo(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 2_000) return 'just now';
  const span = oneUnit(Math.abs(ms));
  return ms > 0 ? `${span} ago` : `in ${span}`;
}

function oneUnit(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function twoUnits(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  const first = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}

function partsOf(at: number, zone: Zone): Record<string, string> {
  return Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
}

/** Making one is slow, and every time on the page is written by one. */
function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZoneName: 'shortOffset', ...(zone === 'utc' && { timeZone: 'UTC' }) });
  formats.set(zone, made);
  return made;
}
