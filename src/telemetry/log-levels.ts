export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const known: ReadonlySet<string> = new Set(LOG_LEVELS);

export function isLogLevel(text: string): text is LogLevel {
  return known.has(text);
}
