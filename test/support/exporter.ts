import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import { createExporter, type ExporterOptions } from '../../src/exporter/exporter.js';
import { createFailureCodes } from '../../src/exporter/failure-codes.js';
import { createMetricsOf } from '../../src/telemetry/registry.js';
import { startCommand } from './command.js';
import { parseExposition } from './exposition.js';
import { eventually } from './namespace.js';

export type Page = ReadonlyMap<string, number>;
export type TestExporter = {
  /** Scrapes it: the value of each series by its name and labels. */
  page(): Promise<Page>;
  /** Scrapes it until the page is as wanted; the test's time limit bounds it. */
  pageWith(check: (page: Page) => boolean): Promise<Page>;
};

function createTestExporter(scrape: () => Promise<string>): TestExporter {
  const page = async () => parseExposition(await scrape()).samples;
  return {
    page,
    pageWith: (check) =>
      eventually(async () => {
        const samples = await page();
        return check(samples) && samples;
      }),
  };
}

/** An exporter in this process that looks every 20 ms; it ends with the test. */
export async function openTestExporter(
  options: Pick<ExporterOptions, 'queues'> & { readonly client: Redis } & Partial<Pick<ExporterOptions, 'mostQueues' | 'failureCodes' | 'every'>>,
): Promise<TestExporter & { close(): void }> {
  const stopped = new AbortController();
  onTestFinished(() => stopped.abort());
  const metrics = createMetricsOf(EXPORTER_METRICS, 'exporter');
  const exporter = createExporter({
    mostQueues: 100,
    failureCodes: createFailureCodes(),
    every: { look: 20, discovery: 50, workers: 50 },
    ...options,
    metrics,
    reportFault: () => undefined,
    signal: stopped.signal,
  });
  await exporter.start();
  return { ...createTestExporter(async () => (await metrics.render()).body), close: () => stopped.abort() };
}

export type ExporterCommand = TestExporter & {
  readonly url: string;
  /** Status and body of `/readyz`. */
  ready(): Promise<{ readonly status: number; readonly body: string }>;
  /** Sends SIGTERM and waits for its end. */
  stop(): Promise<void>;
};

/** The built command, on a free port, when it listens; it is gone when the test ends. */
export async function startExporter(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ExporterCommand> {
  const child = startCommand(['exporter', ...args, '--port', '0'], { cwd: process.cwd(), env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)));
  const url = await eventually(() => {
    if (child.exitCode !== null) throw new Error(`the exporter ended: ${output}`);
    return /listens on (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
  });
  return {
    ...createTestExporter(async () => (await fetch(`${url}/metrics`)).text()),
    url,
    ready: async () => {
      const answer = await fetch(`${url}/readyz`);
      return { status: answer.status, body: await answer.text() };
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
