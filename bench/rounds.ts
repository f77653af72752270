import type { Contender } from './contenders/contender.js';
import type { Figures } from './figures.js';
import { measureContender, type MeasureSettings } from './measure.js';
import type { Phase } from './options.js';

/** What each contender reached, round by round. */
export type Measurements = ReadonlyMap<string, readonly Figures[]>;

/** Phases whose figures hardly change: measured in the first round only. */
const ONCE: readonly Phase[] = ['memory', 'idle'];

/**
 * Measures all contenders in each round, a different one first each time: whatever slows the machine down for a while
 * hits all of them, and the order favours none.
 */
export async function measureRounds(
  contenders: readonly Contender[],
  rounds: number,
  phases: readonly Phase[],
  settings: MeasureSettings,
): Promise<Measurements> {
  const measurements = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const wanted = new Set(round === 0 ? phases : phases.filter((phase) => !ONCE.includes(phase)));
    const say = (text: string): void => settings.say(`round ${round + 1} of ${rounds}, ${text}`);
    for (const contender of rotate(contenders, round)) {
      const figures = await measureContender(contender, wanted, { ...settings, say });
      measurements.get(contender.name)?.push(figures);
    }
  }
  return measurements;
}

function rotate<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
