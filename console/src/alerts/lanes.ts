import type { AlertEvent, AlertHistory } from '../../../src/console/measured.ts';

/** One event in parts of the whole time, 0 to 1; never too narrow to be seen. */
export type Bar = { readonly start: number; readonly width: number; readonly event: AlertEvent };
export type Lane = { readonly name: string; readonly bars: readonly Bar[] };

const LEAST_WIDTH = 0.003;

/** A lane for each alert, the one that fired last on top. */
export function lanesOf({ since, at, events }: AlertHistory): Lane[] {
  const lastOnTop = [...events].sort((one, other) => endOf(other, at) - endOf(one, at));
  const names = [...new Set(lastOnTop.map(({ name }) => name))];
  return names.map((name) => ({ name, bars: lastOnTop.filter((event) => event.name === name).map((event) => barOf(event, since, at)) }));
}

/** Times of an axis of `count` marks, both ends included. */
export function axisOf({ since, at }: Pick<AlertHistory, 'since' | 'at'>, count: number): number[] {
  return Array.from({ length: count }, (_, index) => since + ((at - since) * index) / (count - 1));
}

function barOf(event: AlertEvent, since: number, at: number): Bar {
  const share = (time: number) => Math.min(1, Math.max(0, (time - since) / (at - since)));
  const width = Math.max(LEAST_WIDTH, share(endOf(event, at)) - share(event.from));
  return { start: Math.min(share(event.from), 1 - width), width, event };
}

const endOf = ({ to }: AlertEvent, at: number): number => to ?? at;
