import type { Alert } from '../../../src/console/measured.ts';
import { isWellNow } from './figure-state.ts';
import type { Known } from './judge.ts';

/** The figure that shows now what the alert of an objective counts over an hour and more. */
const FIGURES_OF_OBJECTIVES: Readonly<Record<string, string>> = { acceptance: 'requestsByStatus', latency: 'p95', processing: 'successRate', freshness: 'lag' };

/** An alert of a budget fires on after all is mended. With a part down, or with figures that are old, nothing is mended for certain. */
export function looksBack({ name, labels }: Alert, { health, overview }: Known): boolean {
  const isDown = health.value?.parts.some(({ state }) => state === 'down') ?? true;
  if (!name.endsWith('Burn') || isDown || health.problem || overview.problem || overview.isStale) return false;
  const figure = overview.value?.figures.find((each) => each.name === FIGURES_OF_OBJECTIVES[labels['slo'] ?? '']);
  return figure !== undefined && isWellNow(figure);
}
