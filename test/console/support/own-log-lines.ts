import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { theStack } from './console.js';
import type { AskedFigures, Figure } from './panel-figures.js';

export type OwnLine = Readonly<Record<string, unknown>> & { readonly time: string; readonly level: string };

/** What the stack's processes have written until now, read plainly. */
export function readOwnLines(): readonly OwnLine[] {
  const { logs } = theStack();
  const files = readdirSync(logs).filter((name) => /^(api|worker)\.ndjson$/.test(name));
  return files.flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n').slice(0, -1).map((text) => JSON.parse(text) as OwnLine));
}

/** Those that a panel of log lines asks for when all is chosen, by its title. */
export const WANTED: Readonly<Record<string, (line: OwnLine) => boolean>> = {
  Lines: () => true,
  'Lines by level': () => true,
  'Faults by error code': ({ errorCode }) => errorCode !== undefined,
  'Warnings and errors': ({ level }) => level === 'warn' || level === 'error',
  Faults: ({ level, errorCode }) => level === 'error' && errorCode !== undefined,
};

/** What the chart of such lines should count: at each step the lines since the step before, by what it tells apart. */
export function countOwnLines(title: string, { from, to, stepSeconds = 0 }: AskedFigures): readonly Figure[] {
  const by = title === 'Lines by level' ? 'level' : 'errorCode';
  const counts = new Map<string, number>();
  for (const line of readOwnLines().filter(WANTED[title] ?? (() => false))) {
    const steps = Math.ceil((Date.parse(line.time) - Date.parse(from)) / (stepSeconds * 1000));
    const at = Date.parse(from) + steps * stepSeconds * 1000;
    const key = `${at} ${String(line[by])}`;
    if (steps >= 0 && at <= Date.parse(to)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${new Date(Number(key.split(' ')[0])).toISOString()} ${count}`);
}

/** How many lines there are from one time on and before another. */
export function countLinesBetween(title: string, from: number, to: number): number {
  return readOwnLines().filter(WANTED[title] ?? (() => false)).filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < to).length;
}
