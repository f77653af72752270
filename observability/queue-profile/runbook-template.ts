import { FAILURE_WINDOW, type QueueThresholds } from './thresholds.js';

const PLACE = /\{\{(\w+)\}\}/g;

/**
 * A runbook with the owner's thresholds in it.
 *
 * @throws on a place that no threshold has
 */
export function fillRunbook(text: string, thresholds: QueueThresholds): string {
  const values: Readonly<Record<string, string>> = {
    depth: thresholds.depth.toLocaleString('en-US'),
    lag: `${thresholds.lagSeconds} seconds`,
    lagSeconds: String(thresholds.lagSeconds),
    failures: thresholds.failures.toLocaleString('en-US'),
    failureWindow: FAILURE_WINDOW,
    stall: thresholds.stall,
  };
  return text.replace(PLACE, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No threshold is called ${name}`);
    return value;
  });
}
