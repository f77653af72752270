import type { Locator } from 'playwright-core';
import { theStack } from './console.js';

/** A sample as "time value": what was measured when, in the words of Prometheus. */
export type Figure = string;

/** What was asked for a panel, as its data say. */
export type AskedFigures = { readonly expr: string; readonly from: string; readonly to: string; readonly stepSeconds: number | undefined };

export type PanelFigures = {
  readonly asked: readonly AskedFigures[];
  /** The first page of them, the newest first. */
  readonly figures: readonly Figure[];
  /** As the panel writes them. */
  readonly shown: readonly string[];
  /** On all pages. */
  readonly count: number;
};

/** Reads the open data of a panel. */
export function readFigures(dialog: Locator): Promise<PanelFigures> {
  return dialog.evaluate((element) => {
    const text = (node: Element | null | undefined): string => node?.textContent ?? '';
    const timesIn = (node: Element | null) => [...(node?.querySelectorAll('time') ?? [])].map(({ dateTime }) => dateTime);
    const asked = [...element.querySelectorAll('pre')].map((pre) => {
      const times = timesIn(pre.parentElement);
      const step = /every (\d+) s/.exec(text(pre.parentElement))?.[1];
      return { expr: text(pre), from: times[0] ?? '', to: times.at(-1) ?? '', stepSeconds: step === undefined ? undefined : Number(step) };
    });
    const rows = [...element.querySelectorAll('tbody tr')].map((row) => ({ at: timesIn(row)[0] ?? '', cells: [...row.children].map(text) }));
    return {
      asked,
      figures: rows.map(({ at, cells }) => `${at} ${cells[2]}`),
      shown: rows.map(({ cells }) => cells[3] ?? ''),
      count: Number(/^\d+/.exec(text(element.querySelector('caption')))?.[0]),
    };
  });
}

type Sample = readonly [atSeconds: number, value: string];
type Answer = { readonly data: { readonly result: readonly { readonly value?: Sample; readonly values?: readonly Sample[] }[] } };

/** The same questions, asked of Prometheus itself. */
export async function askPrometheus(asked: readonly AskedFigures[]): Promise<readonly Figure[]> {
  const answers = await Promise.all(asked.map(askOne));
  return answers.flatMap(({ data }) => data.result.flatMap(({ value, values = value ? [value] : [] }) => values.map(([at, figure]) => `${new Date(Math.round(at * 1000)).toISOString()} ${figure}`)));
}

/** What Prometheus has now. */
export function askInstant(expr: string): Promise<readonly Figure[]> {
  return askPrometheus([{ expr, from: '', to: new Date().toISOString(), stepSeconds: undefined }]);
}

async function askOne({ expr, from, to, stepSeconds }: AskedFigures): Promise<Answer> {
  const range = { start: String(Date.parse(from) / 1000), end: String(Date.parse(to) / 1000), step: String(stepSeconds) };
  const query = new URLSearchParams({ query: expr, ...(stepSeconds === undefined ? { time: String(Date.parse(to) / 1000) } : range) });
  const answer = await fetch(`${theStack().prometheus}/api/v1/${stepSeconds === undefined ? 'query' : 'query_range'}?${query.toString()}`);
  return (await answer.json()) as Answer;
}

type Exemplars = { readonly data: readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[] };

/** The trace ids of what Prometheus keeps of single requests and clicks. */
export async function askOwnExemplars(query: string, from: number, to: number): Promise<ReadonlySet<string>> {
  const asked = new URLSearchParams({ query, start: String(from / 1000), end: String(to / 1000) });
  const { data } = (await (await fetch(`${theStack().prometheus}/api/v1/query_exemplars?${asked.toString()}`)).json()) as Exemplars;
  return new Set(data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id)));
}
