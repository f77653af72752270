import { setTimeout as pause } from 'node:timers/promises';
import { readCpuTime } from '../machine/cpu-time.js';
import type { Pipeline } from '../machine/pipeline.js';
import { quantile } from '../statistics.js';
import type { Ports } from '../surroundings.js';

/** What reading the page of one process takes, in milliseconds, and what it holds. */
export type PageCost = {
  readonly median: number;
  readonly p95: number;
  readonly most: number;
  /** CPU time that the process used for each page, with whatever else it did meanwhile; absent where it cannot be read. */
  readonly cpu?: number;
  readonly bytes: number;
  readonly series: number;
};

/** What the pages say of the pipeline in a state, and what they cost there. */
export type State = {
  readonly state: string;
  readonly depth: number;
  /** Clicks that the worker has brought to a normal end. */
  readonly processed: number;
  readonly api: PageCost;
  readonly worker: PageCost;
};

export type PageReader = { readonly ports: Ports; readonly pids: Pipeline['pids']; readonly scrapes: number; readonly signal: AbortSignal };

/** As Prometheus asks. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const BETWEEN_MS = 20;

/** Reads the pages of both processes in turns. */
export async function measurePages(state: string, { ports, pids, scrapes, signal }: PageReader): Promise<State> {
  const times = { api: [] as number[], worker: [] as number[] };
  const pages = { api: '', worker: '' };
  const before = readCpuTimes(pids());
  for (let scrape = 0; scrape < scrapes; scrape += 1) {
    for (const name of ['api', 'worker'] as const) {
      const start = performance.now();
      pages[name] = await readPage(ports[name], signal);
      times[name].push(performance.now() - start);
      await pause(BETWEEN_MS, undefined, { signal });
    }
  }
  const after = readCpuTimes(pids());
  const cpuOf = (name: keyof Ports): number => (after[name] - before[name]) / 1000 / scrapes;
  return {
    state,
    depth: readSample(pages.api, 'mining_click_queue_depth'),
    processed: readSample(pages.worker, 'mining_worker_processed_total'),
    api: costOf(times.api, pages.api, cpuOf('api')),
    worker: costOf(times.worker, pages.worker, cpuOf('worker')),
  };
}

export async function readPage(port: number, signal: AbortSignal): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/metrics`, { headers: { accept: ACCEPT }, signal });
  if (!response.ok) throw new Error(`the page of port ${port} came with status ${response.status}`);
  return response.text();
}

/** The value of a metric without labels. */
export function readSample(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
}

function readCpuTimes(pids: ReturnType<Pipeline['pids']>): Record<keyof Ports, number> {
  const timeOf = (pid: number | undefined): number => (pid === undefined ? NaN : (readCpuTime(pid) ?? NaN));
  return { api: timeOf(pids.api), worker: timeOf(pids.worker) };
}

function costOf(times: readonly number[], page: string, cpu: number): PageCost {
  const series = page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  const spread = { median: quantile(times, 0.5), p95: quantile(times, 0.95), most: Math.max(...times) };
  return { ...spread, ...(!Number.isNaN(cpu) && { cpu }), bytes: Buffer.byteLength(page), series };
}
