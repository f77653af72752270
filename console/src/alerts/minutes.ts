/** Minutes for which an alert can be silenced. */
export const LEAST_MINUTES = 1;
export const MOST_MINUTES = 1_440;

export const PRESETS = [
  { minutes: 30, title: '30 minutes' },
  { minutes: 60, title: '1 hour' },
  { minutes: 240, title: '4 hours' },
  { minutes: 720, title: '12 hours' },
  { minutes: 1_440, title: '24 hours' },
] as const;

/** What was typed as a number of minutes; undefined where it is none, or one that no silence may have. */
export function minutesOf(text: string): number | undefined {
  const minutes = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0;
  return minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES ? minutes : undefined;
}
