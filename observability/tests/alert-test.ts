import type { Duration, Severity } from '../alerts/alert.js';
import type { InputSeries } from './series.js';

/** What must be shown of every alert, or said why there is no such case. */
export const CASE_KINDS = [
  /** Further on the good side than the last good value. */
  'below',
  /** At the last value that is good. */
  'at',
  /** At the first value that is not, for as long as the alert waits. */
  'above',
  /** The same, one evaluation earlier. */
  'pending',
  /** Back at the last good value: up to the last evaluation that must fire, and from the first that must not. */
  'recovery',
  /** No series at all. */
  'noData',
  /** A process starts again and counts from 0. */
  'counterReset',
  /** Two processes. */
  'twoInstances',
  /** All counters at rest. */
  'zeroTraffic',
  /** The same share of more traffic and then of less. */
  'changingTraffic',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export type FiringAlert = {
  /** Besides `severity` and the rule's own labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** `{{ $value }}`. */
  readonly value: number;
};
/** The alerts that fire at a time, in seconds from the first sample. */
export type Check = { readonly at: number; readonly firing: readonly FiringAlert[] };

export type Case = {
  readonly name: string;
  /** Seconds between two samples, and between two evaluations. */
  readonly every: number;
  readonly series: readonly InputSeries[];
  readonly checks: readonly Check[];
};

/** Why there are no cases of a kind. */
export type Reason = string;
export type Cases = Readonly<Record<CaseKind, readonly Case[] | Reason>>;

/** What an alert must do, said without looking at its rule. */
export type AlertTest = {
  readonly alert: string;
  readonly severity: Severity;
  readonly cases: Cases;
  /** What else could go wrong with this one. */
  readonly special?: readonly Case[];
};

export function casesOf({ cases, special = [] }: AlertTest): readonly Case[] {
  return [...listCases(cases), ...special];
}

export function listCases(cases: Cases): readonly Case[] {
  return CASE_KINDS.flatMap((kind) => (typeof cases[kind] === 'string' ? [] : cases[kind]));
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
export function secondsOf(duration: Duration): number {
  return Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}
