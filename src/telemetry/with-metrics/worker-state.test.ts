import { expect, it } from 'vitest';
import { parseExposition } from '../../../test/support/exposition.js';
import type { LogFields } from '../log-fields.js';
import { createMetrics } from '../registry.js';
import { createOutageReporter, withFetchTelemetry } from './worker-state.js';

function createRecorder() {
  const lines: (LogFields & { level: string; message: string })[] = [];
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push({ ...fields, level, message });
  const metrics = createMetrics('worker');
  const sample = async (name: string) => parseExposition((await metrics.render()).body).samples.get(name);
  return { lines, metrics, sample, logger: { log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } } };
}

it('an outage is shown from its begin to its end, with a line for each', async () => {
  const { lines, metrics, logger, sample } = createRecorder();
  const report = createOutageReporter(metrics, logger);
  const paused = () => sample('mining_worker_paused');
  expect(await paused()).toBe(0);
  report('silent');
  expect(await paused()).toBe(1);
  report('taking-nothing');
  expect(await paused()).toBe(1);
  report(undefined);
  expect(await paused()).toBe(0);
  expect(lines).toMatchObject([
    { level: 'warn', message: expect.stringContaining('does not answer') as string },
    { level: 'warn', message: expect.stringContaining('takes no posting') as string },
    { level: 'info', durationMs: expect.any(Number) as number },
  ]);
});

it('a fetch loop that is made anew is counted and told', async () => {
  const { lines, metrics, logger, sample } = createRecorder();
  let restarts = 0;
  const worker = withFetchTelemetry({ restart: () => Promise.resolve(void (restarts += 1)) }, metrics, logger);
  expect(await sample('mining_worker_fetch_restarts_total')).toBe(0);
  await worker.restart();
  expect([restarts, await sample('mining_worker_fetch_restarts_total'), lines.length]).toEqual([1, 1, 1]);
});
