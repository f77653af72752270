import type { Panel, ThresholdStep } from './dashboards.js';
import type { ConsoleFacts, Figure, FigureState } from './measured.js';

export type Judgement = Pick<Figure, 'state' | 'detail' | 'about'>;

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

/** What clicks were answered, a second. */
export type Answers = {
  readonly byStatus: ReadonlyMap<string, number>;
  /** Those that the limit of all users refused: they are 429, and the objective counts them as faults. */
  readonly overGlobalLimit: number;
  /** Over which these are means, in words. */
  readonly over: string;
};

export function judgeAnswers({ byStatus, overGlobalLimit, over }: Answers, limits: StatusLimits): Judgement {
  const all = sum([...byStatus.values()]);
  if (all === 0) return { state: 'good', detail: `No clicks were posted in ${over}.` };
  const rateOf = (isOne: (status: string) => boolean) => sum([...byStatus].filter(([status]) => isOne(status)).map(([, rate]) => rate));
  const faults = Math.min(1, (rateOf((status) => status.startsWith('5')) + overGlobalLimit) / all);
  const throttled = rateOf((status) => status === '429') / all;
  const orLimited = overGlobalLimit > 0 ? ', or refused by the limit of all users' : '';
  const detail = `In ${over} ${percent(faults)} were answered 5xx${orLimited} (allowed over 30 days: ${percent(limits.faultsAllowed)}), ${percent(throttled)} were throttled with 429 (an alert is due above ${percent(limits.throttled)}).`;
  if (faults > limits.faultsAllowed) return { state: faults > limits.faultsUrgent ? 'bad' : 'warning', detail, about: 'faults' };
  return throttled > limits.throttled ? { state: 'warning', detail, about: 'throttled' } : { state: 'good', detail };
}

/** A budget of 30 days that is overspent says that something was wrong, not that it is. */
export function judgeBudget(value: number, steps: readonly ThresholdStep[], unit: string): Judgement {
  if (value >= 0) return judgeByThresholds(value, steps, unit);
  const times = Number((1 - value).toPrecision(2)).toLocaleString('en');
  return { state: 'warning', detail: `Spent ${times} times over by faults of the last 30 days, which are not mended by anything now. While little has been counted, a short outage does that.` };
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
