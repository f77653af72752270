const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${round(bytes / 1024 ** unit)} ${UNITS[unit]}`;
}

/** `0.3 ms`. */
export function formatMs(milliseconds: number): string {
  return `${round(milliseconds)} ms`;
}

/** `75 %`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three digits are enough to read. */
function round(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** The first of them, and how many more there are. */
export function listSome(names: readonly string[], most = 8): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
