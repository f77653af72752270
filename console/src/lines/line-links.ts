import type { LogLine } from '../../../src/console/found.ts';
import { viewOf } from '../clicks/addresses.ts';

export type LineLink = { readonly title: string; readonly href: string };

/** Explains most codes by itself, and leads on for the rest; as in Grafana. */
const RUNBOOK_OF_CODES = 'MiningWorkerFailures';
const DAY_MS = 86_400_000;

/** Where a line leads: to its click, to the clicks of its trace, to all lines of the click, to the runbook of its code. */
export function linksOfLine({ at, fields }: LogLine): readonly LineLink[] {
  const [click] = textsOf(fields['clickId'] ?? fields['clickIds']);
  const [trace] = textsOf(fields['traceId'] ?? fields['traceIds']);
  return [
    ...(click === undefined ? [] : [{ title: 'Its click', href: viewOf({ clickId: click }) }, { title: 'All lines of the click', href: linesWith(click, at) }]),
    ...(trace === undefined ? [] : [{ title: 'Clicks of its trace', href: viewOf({ traceId: trace }) }, { title: 'All lines of the trace', href: linesWith(trace, at) }]),
    ...(fields['errorCode'] === undefined ? [] : [{ title: 'Runbook', href: `/console/runbooks/${RUNBOOK_OF_CODES}` }]),
  ];
}

/** The lines that hold a text, half a day before and after a time. */
export function linesWith(text: string, at: number): string {
  const query = new URLSearchParams({ from: String(at - DAY_MS / 2), to: String(at + DAY_MS / 2), 'var-search': text });
  return `/console/dashboards/mining-click-logs?${query.toString()}`;
}

const textsOf = (value: unknown): readonly string[] => [value].flat().filter((one) => typeof one === 'string');
