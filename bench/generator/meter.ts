import { createLatencies } from '../../src/cli/load/latencies.js';
import type { GeneratorResult } from './messages.js';

const ACCEPTED = 202;

export type Meter = ReturnType<typeof createMeter>;

/** Counts answers; what is between `start` and `stop` makes the result. */
export function createMeter() {
  const latencies = createLatencies();
  const refusals = createLatencies();
  let refused: Record<string, number> = {};
  let accepted = 0;
  let acceptedInAll = 0;
  let startedAt = 0;
  let cpuAtStart = process.cpuUsage();
  return {
    count(status: number, latencyMs: number): void {
      if (status === ACCEPTED) {
        accepted += 1;
        acceptedInAll += 1;
        latencies.record(latencyMs);
      } else {
        refused[status] = (refused[status] ?? 0) + 1;
        refusals.record(latencyMs);
      }
    },
    start(): void {
      latencies.reset();
      refusals.reset();
      refused = {};
      accepted = 0;
      startedAt = performance.now();
      cpuAtStart = process.cpuUsage();
    },
    stop(): GeneratorResult {
      const seconds = (performance.now() - startedAt) / 1000;
      const { user, system } = process.cpuUsage(cpuAtStart);
      return {
        accepted,
        refused,
        seconds,
        p50: latencies.percentile(50),
        p99: latencies.percentile(99),
        refusedP50: refusals.percentile(50),
        refusedP99: refusals.percentile(99),
        ownCpu: (user + system) / 1e6 / seconds,
      };
    },
    acceptedInAll: () => acceptedInAll,
  };
}
