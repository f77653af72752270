import type { Alert, Figure } from '../../../src/console/measured.ts';
import { isFaultlessNow, isWellNow } from './figure-state.ts';
import type { Known } from './judge.ts';

type Witness = { readonly figure: string; readonly isWell: (figure: Figure) => boolean };

/** The figure that shows now what the alert of an objective counts over an hour and more. */
const WITNESSES_OF_OBJECTIVES: Readonly<Record<string, Witness>> = {
  acceptance: { figure: 'requestsByStatus', isWell: isFaultlessNow },
  latency: { figure: 'p95', isWell: isWellNow },
  processing: { figure: 'successRate', isWell: isWellNow },
  freshness: { figure: 'lag', isWell: isWellNow },
};
/** And of alerts that count over minutes. */
const WITNESSES_OF_ALERTS: Readonly<Record<string, Witness>> = {
  MiningApi429Spike: { figure: 'requestsByStatus', isWell: isWellNow },
  MiningRateLimitSpike: { figure: 'requestsByStatus', isWell: isWellNow },
};

/** Whether all is mended that an alert still fires for. With a part down, or with figures that are old, nothing is mended for certain. */
export function looksBack(alert: Alert, { health, overview }: Pick<Known, 'health' | 'overview'>): boolean {
  const witness = witnessOf(alert);
  const isDown = health.value?.parts.some(({ state }) => state === 'down') ?? true;
  if (!witness || isDown || health.problem || overview.problem || overview.isStale) return false;
  const figure = overview.value?.figures.find(({ name }) => name === witness.figure);
  return figure !== undefined && witness.isWell(figure);
}

function witnessOf({ name, labels }: Alert): Witness | undefined {
  return name.endsWith('Burn') ? WITNESSES_OF_OBJECTIVES[labels['slo'] ?? ''] : WITNESSES_OF_ALERTS[name];
}
