import type { LOG_FIELDS, LogField } from '../../src/telemetry/log-fields.js';
import type { LogLevel } from '../../src/telemetry/logger.js';
import { JOBS } from '../config.js';

type FieldOf<Type extends string> = { [F in LogField]: (typeof LOG_FIELDS)[F]['type'] extends Type ? F : never }[LogField];
export type TextField = FieldOf<'text'> | 'message';
export type NumberField = FieldOf<'number'>;

/** The value of one of the alert's own labels; `otherwise` is a regular expression for where there is no alert. */
export type FromLabel = { readonly label: string; readonly otherwise: string };
/** RE2, and as much of it as Lucene knows: letters, `.`, `+`, `|`, brackets. It must match the whole value. */
export type Pattern = { readonly pattern: string };
export type Value = string | Pattern | FromLabel;

/** From `from` (included) up to `to` (included); open where one is missing. */
export type NumberRange = { readonly from?: number; readonly to?: number };

export type Condition =
  | { readonly field: TextField; readonly value: Value }
  /** In one of the ranges. */
  | { readonly field: NumberField; readonly ranges: readonly NumberRange[] }
  /** Its digits: Loki only, since Elasticsearch knows it as a number. */
  | { readonly field: NumberField; readonly digits: Pattern };

/** Which log lines are wanted: in no store's language yet. */
export type LogQuery = {
  /** The field `service`, in Loki the stream label `job`: Prometheus' job of the process. */
  readonly job: Value;
  /** Of these jobs only those; for Loki's dashboards, whose variable may mean every job of every program. */
  readonly chosenJob?: Pattern;
  readonly level?: LogLevel | readonly LogLevel[] | Pattern;
  /** Text that stands anywhere in the line. */
  readonly contains?: string;
  readonly where?: readonly Condition[];
};

export const matching = (pattern: string): Pattern => ({ pattern });
export const fromLabel = (label: string, otherwise = '.+'): FromLabel => ({ label, otherwise });

export const is = (field: TextField, value: Value): Condition => ({ field, value });
export const isThere = (field: TextField): Condition => is(field, matching('.+'));
export const between = (field: NumberField, ...ranges: readonly NumberRange[]): Condition => ({ field, ranges });
export const equals = (field: NumberField, value: number): Condition => between(field, { from: value, to: value });
export const atLeast = (field: NumberField, from: number): Condition => between(field, { from });

/** Lines of every process of this product. */
export const ALL_JOBS = matching('mining-click-.+');
/** What the variable `job` of a dashboard chooses of them. */
export const CHOSEN_JOBS: LogQuery = { job: ALL_JOBS, chosenJob: matching('$job') };
/** What is wrong somewhere. */
export const TROUBLE: LogQuery = { job: ALL_JOBS, level: ['warn', 'error'] };

export const linesOf = (process: keyof typeof JOBS, ...where: readonly Condition[]): LogQuery => ({ job: JOBS[process], where });
/** Of the process that the alert's label `job` names. */
export const linesOfJob = (...where: readonly Condition[]): LogQuery => ({ job: fromLabel('job', ALL_JOBS.pattern), where });
export const troubleOf = (query: LogQuery): LogQuery => ({ ...query, level: TROUBLE.level ?? [] });
