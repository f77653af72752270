import type { Panel, ThresholdStep } from './dashboards.js';
import type { ConsoleFacts, FigureState } from './measured.js';

export type Judgement = { readonly state: FigureState; readonly detail: string };

/** Where the share of faults among the answers to clicks becomes worth a look, and a fault. */
export type StatusLimits = {
  /** Share of 429: where the alert for it begins. */
  readonly throttled: number;
  /** Share of 5xx that the objective allows over 30 days. */
  readonly faultsAllowed: number;
  /** Share of 5xx at which the budget of 30 days is used up in two. */
  readonly faultsUrgent: number;
};

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

/** By the panel's own thresholds: red is bad, yellow and orange are warnings. */
export function judgeByThresholds(value: number, steps: readonly ThresholdStep[], unit: string): Judgement {
  const reached = steps.filter((step) => step.value === null || value >= step.value).at(-1);
  const [lowest, next] = steps;
  const bounds = steps.flatMap((step) => (step.value === null ? [] : [`${stateOf(step)} from ${show(step.value, unit)}`]));
  const below = lowest && next?.value !== undefined && next.value !== null ? [`${stateOf(lowest)} below ${show(next.value, unit)}`] : [];
  const state = reached ? stateOf(reached) : 'unknown';
  return { state, detail: `Now ${show(value, unit)}: ${[...below, ...bounds].join(', ') || 'there is no threshold'}.` };
}

export const stepsOf = ({ fieldConfig }: Panel): readonly ThresholdStep[] => fieldConfig?.defaults?.thresholds?.steps ?? [];

export function judgeDepth(value: number, { drawn, warning, cap }: ConsoleFacts['depth']): Judgement {
  const clicks = value === 1 ? '1 click waits' : `${show(value, 'locale')} clicks wait`;
  if (value >= cap) return { state: 'bad', detail: `${clicks}: the cap of ${show(cap, 'locale')} is reached, and new ones are refused with 503.` };
  if (value > warning) return { state: 'warning', detail: `${clicks}, more than ${show(warning, 'locale')}: an alert is due after two minutes; from ${show(cap, 'locale')} on new ones are refused.` };
  if (value > drawn) return { state: 'warning', detail: `${clicks}, more than ${show(drawn, 'locale')}: look whether workers keep up; from ${show(warning, 'locale')} on an alert is due.` };
  return { state: 'good', detail: `${clicks}: a look is due above ${show(drawn, 'locale')}, an alert above ${show(warning, 'locale')}, and from ${show(cap, 'locale')} on new ones are refused.` };
}

/** @param rates requests a second, by status */
export function judgeStatuses(rates: ReadonlyMap<string, number>, limits: StatusLimits): Judgement {
  const all = sum([...rates.values()]);
  if (all === 0) return { state: 'good', detail: 'No clicks were posted in the last five minutes.' };
  const share = (isOne: (status: string) => boolean) => sum([...rates].filter(([status]) => isOne(status)).map(([, rate]) => rate)) / all;
  const faults = share((status) => status.startsWith('5'));
  const throttled = share((status) => status === '429');
  const detail = `In the last five minutes ${percent(faults)} were answered 5xx (allowed over 30 days: ${percent(limits.faultsAllowed)}), ${percent(throttled)} were throttled with 429 (an alert is due above ${percent(limits.throttled)}).`;
  const state = faults > limits.faultsUrgent ? 'bad' : faults > limits.faultsAllowed || throttled > limits.throttled ? 'warning' : 'good';
  return { state, detail };
}

function stateOf({ color }: ThresholdStep): FigureState {
  if (color === 'red') return 'bad';
  return color === 'yellow' || color === 'orange' ? 'warning' : 'good';
}

function show(value: number, unit: string): string {
  if (unit === 'percentunit') return percent(value);
  const text = Number(value.toPrecision(6)).toLocaleString('en');
  if (unit !== 's') return text;
  return value > 0 && value < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
